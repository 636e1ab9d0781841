"""Crash rounds: a world on a real Odoo, the points to die at, the rounds, and their judge."""
