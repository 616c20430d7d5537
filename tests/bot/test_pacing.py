"""How long to wait: per address, per account, per staff group, and after the provider said so."""

import pytest

from bot import pacing
from bot.channel import Limits
from bot.channels import telegram
from bot.pacing import Pace


def limits(*, address: float = 0.0, account: float = 0.0, group: int = 0) -> Limits:
    return Limits(
        text=1,
        text_with_buttons=1,
        buttons=1,
        button_label=1,
        caption=1,
        media=1,
        pace_address=address,
        pace_account=account,
        group_per_minute=group,
    )


def test_the_first_message_goes_at_once() -> None:
    assert Pace(telegram.LIMITS).wait("5", 1000.0, is_group=True) == 0


def test_a_second_message_to_one_address_waits_and_another_address_does_not() -> None:
    pace = Pace(limits(address=1.0))
    pace.sent("a", 10.0)
    assert pace.wait("a", 10.25) == pytest.approx(0.75)
    assert pace.wait("b", 10.25) == 0
    assert pace.wait("a", 11.0) == 0


def test_the_account_as_a_whole_keeps_its_distance() -> None:
    pace = Pace(limits(account=0.5))
    pace.sent("a", 10.0)
    assert pace.wait("b", 10.125) == pytest.approx(0.375)


def test_twenty_messages_a_minute_go_into_a_group_and_the_next_waits() -> None:
    pace = Pace(limits(group=20))
    for second in range(20):
        assert pace.wait("-100", float(second), is_group=True) == 0
        pace.sent("-100", float(second), is_group=True)
    assert pace.wait("-100", 20.0, is_group=True) == pytest.approx(40.0)
    assert pace.wait("-100", 60.0, is_group=True) == 0
    assert pace.wait("-200", 20.0, is_group=True) == 0


def test_no_minute_ever_holds_more_than_twenty_group_messages() -> None:
    pace, now, sent = Pace(telegram.LIMITS), 0.0, []
    for _ in range(70):
        now += pace.wait("-100", now, is_group=True)
        pace.sent("-100", now, is_group=True)
        sent.append(now)
    for start in sent:
        assert len([one for one in sent if start <= one < start + pacing.MINUTE]) <= 20
    # and no slower than allowed: three of the twenty are kept for what is urgent, so that seventy
    # ordinary messages need four full minutes
    assert sent[-1] < 5 * pacing.MINUTE


def test_people_are_not_counted_as_a_group() -> None:
    pace = Pace(limits(group=1))
    pace.sent("5", 0.0)
    assert pace.wait("5", 0.0) == 0


def test_a_pause_of_the_provider_holds_everybody() -> None:
    pace = Pace(limits(address=1.0))
    pace.pause(30.0, 100.0)
    assert pace.wait("anybody", 110.0) == pytest.approx(20.0)
    pace.pause(5.0, 100.0)
    assert pace.wait("anybody", 110.0) == pytest.approx(20.0), "a shorter pause ends no longer one"
    assert pace.wait("anybody", 130.0) == 0


def test_old_addresses_are_forgotten_and_waiting_ones_are_not() -> None:
    pace = Pace(limits(address=1.0))
    for number in range(pacing.REMEMBERED):
        pace.sent(f"old-{number}", 0.0)
    pace.sent("fresh", 100.0)
    pace.sent("newer", 100.5)
    assert pace.wait("fresh", 100.5) == pytest.approx(0.5)
    assert pace.wait("newer", 100.5) == pytest.approx(1.0)
