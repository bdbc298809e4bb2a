"""A phone before an installed site: what typing costs its person, and a visit on a slow network."""
