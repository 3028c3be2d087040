"""Who gets an account."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

NO_MATCH = "We know no account with that name and password. Check both, and mind the capitals."


class InvitedOnly(DefaultAccountAdapter):
    """The owner makes the accounts: nobody signs up by themselves."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "too_many_login_attempts": "That was tried too often. Wait five minutes, or ask for a new password.",
        "username_password_mismatch": NO_MATCH,
        "email_password_mismatch": NO_MATCH,
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
