"""How the admin writes dates where Django's own way is not the edition's."""
