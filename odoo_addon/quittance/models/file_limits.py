"""How large a service file may be, whichever way it comes."""

LARGEST = 64 * 1024 * 1024  # bytes; the connector's [import] file_bytes_max
