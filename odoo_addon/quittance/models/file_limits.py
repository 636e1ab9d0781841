"""How large a service file may be that comes to Odoo: by the portal, by mail, by its import button.

What comes to the connector itself is bounded by its own [import] file_bytes_max.
"""

LARGEST = 64 * 1024 * 1024  # bytes
