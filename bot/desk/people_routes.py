"""Where groups, families, people and sponsorships are found on the desk."""

from bot.desk import appointments, homes, merging, people, persons, phones, sponsorships
from bot.desk.access import Page

#: What only looks: path and function.
PAGES: tuple[tuple[str, Page], ...] = (
    ("/people", people.show),
    ("/groups/{id:int}", homes.show_group),
    ("/families/{id:int}", homes.show_family),
    ("/people/contacts/{id:int}", persons.show),
    ("/people/contacts/{id:int}/leave", persons.ask_leave),
    ("/people/contacts/{id:int}/merge", merging.show),
    ("/people/addresses/{id:int}/detach", phones.ask_detach),
    ("/sponsorships/{id:int}", sponsorships.show),
    ("/families/{id:int}/appointments", appointments.show_family),
    ("/appointments/{id:int}", appointments.show),
)
#: What changes something: path and function.
ACTIONS: tuple[tuple[str, Page], ...] = (
    ("/people/groups", people.add_group),
    ("/people/households", people.add_household),
    ("/groups/{id:int}", homes.edit_group),
    ("/groups/{id:int}/persons", homes.add_volunteer),
    ("/families/{id:int}", homes.edit_family),
    ("/families/{id:int}/persons", homes.add_member),
    ("/families/{id:int}/wishes", homes.wish),
    ("/families/{id:int}/sponsorships", homes.link),
    ("/people/households/{id:int}/invite", persons.invite_household),
    ("/people/contacts/{id:int}", persons.edit),
    ("/people/contacts/{id:int}/wishes", persons.wish),
    ("/people/contacts/{id:int}/invite", persons.invite_contact),
    ("/people/contacts/{id:int}/leave", persons.leave),
    ("/people/contacts/{id:int}/merge", merging.merge),
    ("/people/addresses/{id:int}/detach", phones.detach),
    ("/people/addresses/{id:int}/give", phones.give),
    ("/people/addresses/{id:int}/speaker", phones.ask_speaker),
    ("/sponsorships/{id:int}", sponsorships.edit),
    ("/families/{id:int}/appointments", appointments.enter),
    ("/appointments/{id:int}", appointments.change),
    ("/appointments/{id:int}/cancel", appointments.cancel),
    ("/appointments/{id:int}/dealt-with", appointments.dealt_with),
    ("/sponsorships/{id:int}/end", sponsorships.end),
    ("/sponsorships/{id:int}/reopen", sponsorships.reopen),
    ("/sponsorships/{id:int}/occurrences/{occurrence:int}/send", sponsorships.send_now),
    ("/sponsorships/{id:int}/occurrences/{occurrence:int}/skip", sponsorships.skip),
)
