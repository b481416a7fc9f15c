"""Messages to people, by e-mail and chat: whatever Apprise has an address for."""

from __future__ import annotations

import logging
from collections.abc import Iterable

from apprise import Apprise, NotifyFormat, NotifyType

from hub.application.notices import Message
from hub.escalation import Channel, UnusableEscalation

# Apprise writes addresses, with the secrets in them, into its own log.
logging.getLogger("apprise").disabled = True


class AppriseOutlet:
    """One sender for each channel (the port is hub.application.notifying.Outlet)."""

    def __init__(self, channels: Iterable[Channel]) -> None:
        """Connects to nothing yet. Raises UnusableEscalation for an address that Apprise cannot read."""
        self._senders = {channel.key: _sender(channel) for channel in channels}

    def send(self, channel: Channel, text: Message) -> bool:
        """Send it now; False where the address did not take it, was not reached, or did not answer in time."""
        sender = self._senders[channel.key]
        return bool(sender.notify(text.body, text.title, NotifyType.WARNING, body_format=NotifyFormat.TEXT))


def _sender(channel: Channel) -> Apprise:
    sender = Apprise()
    if not sender.add(channel.url):
        cure = "write it as mailto://, slack://, wecombot:// or another that Apprise knows"
        raise UnusableEscalation(f"{channel.name} holds no address that messages can be sent to; {cure}")
    return sender
