"""The paths of accounts: one's own, those of colleagues, and who did what."""

from bot.desk import account, audit, colleagues, second_factor
from bot.desk.access import Page

#: What only looks.
PAGES: tuple[tuple[str, Page], ...] = (
    ("/account", account.show),
    ("/account/second-factor", second_factor.show),
    ("/staff", colleagues.show),
    ("/audit", audit.show),
)
#: What changes something.
ACTIONS: tuple[tuple[str, Page], ...] = (
    ("/language", account.choose_language),
    ("/account", account.describe),
    ("/account/password", account.change_password),
    ("/account/sessions/{id:number}/end", account.end_session),
    ("/account/sessions/end-others", account.end_others),
    ("/account/second-factor", second_factor.begin),
    ("/account/second-factor/confirm", second_factor.confirm),
    ("/account/second-factor/codes", second_factor.renew_codes),
    ("/account/second-factor/end", second_factor.end),
    ("/staff", colleagues.add),
    ("/staff/{id:number}", colleagues.change),
    ("/staff/{id:number}/link", colleagues.link),
    ("/staff/{id:number}/leave", colleagues.leave),
    ("/staff/{id:number}/second-factor/reset", colleagues.reset_second_factor),
)
