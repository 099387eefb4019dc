"""The small province of the factories, for tests of the registry."""

from tests.factories.province import official, signed, small

__all__ = ["official", "signed", "small"]
