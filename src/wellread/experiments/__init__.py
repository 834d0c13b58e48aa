"""What a variant is worth, and verdicts that hold: pure rules, no Django, clock or chance."""
