"""Where groups, families, people and sponsorships are found on the desk."""

from bot.desk import appointments, homes, merging, people, persons, phones, sponsorships
from bot.desk.access import Page

#: What only looks: path and function.
PAGES: tuple[tuple[str, Page], ...] = (
    ("/people", people.show),
    ("/groups/{id:number}", homes.show_group),
    ("/families/{id:number}", homes.show_family),
    ("/people/contacts/{id:number}", persons.show),
    ("/people/contacts/{id:number}/leave", persons.ask_leave),
    ("/people/contacts/{id:number}/merge", merging.show),
    ("/people/addresses/{id:number}/detach", phones.ask_detach),
    ("/sponsorships/{id:number}", sponsorships.show),
    ("/families/{id:number}/appointments", appointments.show_family),
    ("/appointments/{id:number}", appointments.show),
)
#: What changes something: path and function.
ACTIONS: tuple[tuple[str, Page], ...] = (
    ("/people/groups", people.add_group),
    ("/people/households", people.add_household),
    ("/groups/{id:number}", homes.edit_group),
    ("/groups/{id:number}/persons", homes.add_volunteer),
    ("/families/{id:number}", homes.edit_family),
    ("/families/{id:number}/persons", homes.add_member),
    ("/families/{id:number}/wishes", homes.wish),
    ("/families/{id:number}/sponsorships", homes.link),
    ("/people/households/{id:number}/invite", persons.invite_household),
    ("/people/contacts/{id:number}", persons.edit),
    ("/people/contacts/{id:number}/wishes", persons.wish),
    ("/people/contacts/{id:number}/invite", persons.invite_contact),
    ("/people/contacts/{id:number}/leave", persons.leave),
    ("/people/contacts/{id:number}/merge", merging.merge),
    ("/people/addresses/{id:number}/detach", phones.detach),
    ("/people/addresses/{id:number}/give", phones.give),
    ("/people/addresses/{id:number}/speaker", phones.ask_speaker),
    ("/sponsorships/{id:number}", sponsorships.edit),
    ("/families/{id:number}/appointments", appointments.enter),
    ("/appointments/{id:number}", appointments.change),
    ("/appointments/{id:number}/cancel", appointments.cancel),
    ("/appointments/{id:number}/dealt-with", appointments.dealt_with),
    ("/sponsorships/{id:number}/end", sponsorships.end),
    ("/sponsorships/{id:number}/reopen", sponsorships.reopen),
    ("/sponsorships/{id:number}/occurrences/{occurrence:number}/send", sponsorships.send_now),
    ("/sponsorships/{id:number}/occurrences/{occurrence:number}/skip", sponsorships.skip),
)
