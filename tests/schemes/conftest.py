"""The small provinces of these tests."""

from tests.factories.demo_province import demo, demo_small
from tests.factories.province import official, signed, small

__all__ = ["demo", "demo_small", "official", "signed", "small"]
