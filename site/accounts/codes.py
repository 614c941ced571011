"""Codes of a second factor, and what is drawn and typed to set it up. No database."""

import hashlib
import secrets
import time

import pyotp
import segno

ISSUER = "Broadsheet"
STEP_SECONDS = 30
TOLERATED_STEPS = 1  # a clock that is half a minute off
DIGITS = 6
RECOVERY_CODES = 8
# Neither 0 and O nor 1, I and L. 24 of these 31 signs hold 118 bits, so that a plain hash keeps them (ASVS 5, 6.5.2).
SIGNS = "23456789abcdefghjkmnpqrstuvwxyz"
GROUPS, GROUP_LENGTH = 4, 6


def now() -> float:
    return time.time()


def new_key() -> str:
    """Return 160 random bits in base32."""
    return pyotp.random_base32()


def step_of(key: str, code: str) -> int | None:
    """Return the half minute whose code this is, near now, or None."""
    code = "".join(code.split())
    if not (len(code) == DIGITS and code.isascii() and code.isdigit()):
        return None
    totp, current = pyotp.TOTP(key), int(now()) // STEP_SECONDS
    for step in range(current + TOLERATED_STEPS, current - TOLERATED_STEPS - 1, -1):
        if secrets.compare_digest(totp.generate_otp(step), code):
            return step
    return None


def address_of(key: str, username: str) -> str:
    """Return what apps read from the QR code."""
    return pyotp.TOTP(key).provisioning_uri(name=username, issuer_name=ISSUER)


def qr_code(text: str) -> str:
    """Return the picture as a data: address. Black on white in any colour scheme, as cameras want it."""
    return segno.make(text, error="m", micro=False).svg_data_uri(scale=5, border=4, dark="black", light="white")


def in_groups(key: str) -> str:
    return " ".join(key[start : start + 4] for start in range(0, len(key), 4))


def new_recovery_codes() -> list[str]:
    return [
        "-".join("".join(secrets.choice(SIGNS) for _ in range(GROUP_LENGTH)) for _ in range(GROUPS))
        for _ in range(RECOVERY_CODES)
    ]


def digest(code: str) -> str:
    """Return what is stored of a recovery code, however it is typed."""
    signs = "".join(sign for sign in code.lower() if sign.isalnum())
    return hashlib.sha256(signs.encode(errors="replace")).hexdigest()
