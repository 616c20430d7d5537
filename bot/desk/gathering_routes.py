"""Where gatherings and exchange moments are found on the desk."""

from bot.desk import gatherings, moments
from bot.desk.access import Page

#: What only looks: path and function.
PAGES: tuple[tuple[str, Page], ...] = (
    ("/gatherings", gatherings.show),
    ("/gatherings/new", gatherings.begin),
    ("/gatherings/moments", moments.show),
    ("/gatherings/{id:int}", gatherings.one),
    ("/gatherings/{id:int}/calendar.ics", gatherings.calendar),
)
#: What changes something: path and function.
ACTIONS: tuple[tuple[str, Page], ...] = (
    ("/gatherings/new", gatherings.add),
    ("/gatherings/{id:int}", gatherings.edit),
    ("/gatherings/{id:int}/cancel", gatherings.cancel),
    ("/gatherings/{id:int}/invite", gatherings.invite),
    ("/gatherings/{id:int}/tell", gatherings.tell),
    ("/gatherings/{id:int}/offer", gatherings.offer),
    ("/gatherings/{id:int}/close", gatherings.close),
)
