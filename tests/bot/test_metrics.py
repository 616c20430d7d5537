"""What is counted can be read by Prometheus and names nobody."""

from bot.metrics import Metrics


def test_what_happened_is_counted_by_its_words() -> None:
    metrics = Metrics()
    metrics.count_inbound("telegram", "applied")
    metrics.count_inbound("telegram", "applied")
    metrics.count_inbound("telegram", "duplicate")
    metrics.count_delivery("whatsapp", "answer", "done")
    metrics.count_answer("unsure")
    labels = {"channel": "telegram", "outcome": "applied"}
    assert metrics.read("onthaal_inbound_events_total", labels) == 2
    sent = {"channel": "whatsapp", "kind": "answer", "state": "done"}
    assert metrics.read("onthaal_deliveries_total", sent) == 1
    assert metrics.read("onthaal_answers_total", {"decision": "unsure"}) == 1
    assert metrics.read("onthaal_answers_total", {"decision": "answer"}) == 0


def test_waits_are_measured_in_steps() -> None:
    metrics = Metrics()
    metrics.time_send("telegram", 0.2)
    metrics.time_answer(0.03)
    assert metrics.read("onthaal_send_seconds_sum", {"channel": "telegram"}) == 0.2
    assert metrics.read("onthaal_answer_seconds_count") == 1


def test_a_queue_shows_what_the_last_tick_saw() -> None:
    metrics = Metrics()
    metrics.set_queue("outbox", rows=3, age_seconds=12.5)
    metrics.set_queue("outbox", rows=0, age_seconds=0)
    metrics.set_queue("inbox", rows=1, age_seconds=2)
    assert metrics.read("onthaal_queue_rows", {"queue": "outbox"}) == 0
    assert metrics.read("onthaal_queue_age_seconds", {"queue": "inbox"}) == 2


def test_two_runtimes_count_apart() -> None:
    one, other = Metrics(), Metrics()
    one.count_answer("answer")
    assert b'onthaal_answers_total{decision="answer"} 1.0' in one.render()
    assert b"decision=" not in other.render()
