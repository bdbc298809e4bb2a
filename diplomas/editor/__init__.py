"""Where organisers make diplomas: a gallery of looks, and the editor of a template."""
