"""The small provinces of these tests."""

from tests.factories.demo_province import demo, demo_small, sign_in
from tests.factories.province import official, signed, small

__all__ = ["demo", "demo_small", "official", "sign_in", "signed", "small"]
