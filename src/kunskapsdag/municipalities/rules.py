"""How municipalities and counties are named. Pure functions; the helper fills in every special case."""


def municipality_organisation(name: str) -> str:
    """Return "Falköpings kommun" for "Falköping"."""
    return f"{name} kommun" if name.endswith(("s", "x", "z")) else f"{name}s kommun"
