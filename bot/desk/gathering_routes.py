"""Where gatherings and exchange moments are found on the desk."""

from bot.desk import gatherings, moments
from bot.desk.access import Page

#: What only looks: path and function.
PAGES: tuple[tuple[str, Page], ...] = (
    ("/gatherings", gatherings.show),
    ("/gatherings/new", gatherings.begin),
    ("/gatherings/moments", moments.show),
    ("/gatherings/{id:number}", gatherings.one),
    ("/gatherings/{id:number}/calendar.ics", gatherings.calendar),
)
#: What changes something: path and function.
ACTIONS: tuple[tuple[str, Page], ...] = (
    ("/gatherings/new", gatherings.add),
    ("/gatherings/{id:number}", gatherings.edit),
    ("/gatherings/{id:number}/cancel", gatherings.cancel),
    ("/gatherings/{id:number}/invite", gatherings.invite),
    ("/gatherings/{id:number}/tell", gatherings.tell),
    ("/gatherings/{id:number}/offer", gatherings.offer),
    ("/gatherings/{id:number}/close", gatherings.close),
)
