"""The exports of Open Empathic."""
