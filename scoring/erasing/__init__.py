"""The personal data of participants go: of one, or of all of an event; what was measured stays."""
