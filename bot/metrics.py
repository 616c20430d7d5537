"""What is counted and measured. Labels are closed sets of words: never a person, never an id."""

from collections.abc import Mapping

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4
#: Upper ends of the steps in which a send is measured, seconds.
SEND_STEPS = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
#: The same for finding an answer.
ANSWER_STEPS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5)


class Metrics:
    """One set of measures with a registry of its own; the runtime makes one."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._inbound = self._counter(
            "inbound_events", "Events that came in.", "channel", "outcome"
        )
        self._deliveries = self._counter(
            "deliveries", "Deliveries that reached a state.", "channel", "kind", "state"
        )
        self._answers = self._counter("answers", "Questions, by what was decided.", "decision")
        self._send_seconds = self._histogram(
            "send_seconds", "One call to a provider.", SEND_STEPS, "channel"
        )
        self._answer_seconds = self._histogram(
            "answer_seconds", "Finding one answer.", ANSWER_STEPS
        )
        self._queue_age = self._gauge("queue_age_seconds", "Age of the oldest due row.", "queue")
        self._queue_rows = self._gauge("queue_rows", "Rows that are due.", "queue")

    def count_inbound(self, channel: str, outcome: str) -> None:
        """`outcome`: applied, duplicate, ignored, forged, malformed, parked."""
        self._inbound.labels(channel, outcome).inc()

    def count_delivery(self, channel: str, kind: str, state: str) -> None:
        """`kind` and `state` as in db.models."""
        self._deliveries.labels(channel, kind, state).inc()

    def count_answer(self, decision: str) -> None:
        """`decision`: answer, choose, unsure, sensitive, chat."""
        self._answers.labels(decision).inc()

    def time_send(self, channel: str, seconds: float) -> None:
        self._send_seconds.labels(channel).observe(seconds)

    def time_answer(self, seconds: float) -> None:
        self._answer_seconds.observe(seconds)

    def set_queue(self, queue: str, *, rows: int, age_seconds: float) -> None:
        """What a tick saw: how much is due in a queue, and for how long."""
        self._queue_rows.labels(queue).set(rows)
        self._queue_age.labels(queue).set(age_seconds)

    def read(self, name: str, labels: Mapping[str, str] | None = None) -> float:
        """The value of one sample, 0 when it was never set; for tests and the desk."""
        return self.registry.get_sample_value(name, dict(labels or {})) or 0.0

    def render(self) -> bytes:
        """Everything in Prometheus' text form, to be sent as CONTENT_TYPE."""
        return generate_latest(self.registry)

    def _counter(self, name: str, text: str, *labels: str) -> Counter:
        return Counter(name, text, labels, namespace="onthaal", registry=self.registry)

    def _gauge(self, name: str, text: str, *labels: str) -> Gauge:
        return Gauge(name, text, labels, namespace="onthaal", registry=self.registry)

    def _histogram(self, name: str, text: str, steps: tuple[float, ...], *labels: str) -> Histogram:
        return Histogram(
            name, text, labels, namespace="onthaal", registry=self.registry, buckets=steps
        )
