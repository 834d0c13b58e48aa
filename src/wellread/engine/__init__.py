"""Pure rules, no Django, no clock, no randomness: article count, refusal, assignment, decision."""
