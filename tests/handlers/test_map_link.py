"""The map gets an address, and no word on whom or what the family visits there."""

import pytest

from handlers import map_link


@pytest.mark.parametrize(
    ("place", "address"),
    [
        # as the bot asks for it
        ("Stationsstraat 12, Mechelen", "Stationsstraat 12, Mechelen"),
        ("Stationsstraat 12 2800 Mechelen", "Stationsstraat 12, 2800 Mechelen"),
        ("Stationsstraat 12a Mechelen", "Stationsstraat 12a, Mechelen"),
        ("Rue de la Loi 16, 1000 Bruxelles", "Rue de la Loi 16, 1000 Bruxelles"),
        ("16 rue de la Loi 1000 Bruxelles", "16 rue de la Loi, 1000 Bruxelles"),
        ("Chaussée de Mons 1424, 1070 Anderlecht", "Chaussée de Mons 1424, 1070 Anderlecht"),
        ("Klosterstraße 7, Eupen", "Klosterstraße 7, Eupen"),
        ("Grote Markt 1", "Grote Markt 1"),
        ("Meir 50, Antwerpen", "Meir 50, Antwerpen"),
        ("Jan Van Rijswijcklaan 191, Antwerpen", "Jan Van Rijswijcklaan 191, Antwerpen"),
        ("Naamsestraat 12, Heverlee", "Naamsestraat 12, Heverlee"),
        ("Naamsestraat 12, 3001 Heverlee", "Naamsestraat 12, 3001 Heverlee"),
        # with whom it is, or what
        ("Dr. Peeters, Stationsstraat 12, 2800 Mechelen", "Stationsstraat 12, 2800 Mechelen"),
        ("Peeters, Stationsstraat 12, 2800 Mechelen", "Stationsstraat 12, 2800 Mechelen"),
        ("dokter Peeters Stationsstraat 12 Mechelen", "Stationsstraat 12, Mechelen"),
        ("Dr Peeters Lange Nieuwstraat 12", "Lange Nieuwstraat 12"),
        ("Docteur Lambert Rue Neuve 3, Liège", "Rue Neuve 3, Liège"),
        ("Stationsstraat 12 (Dr. Peeters), Mechelen", "Stationsstraat 12, Mechelen"),
        ("Stationsstraat 12, Mechelen, vragen naar Peeters", "Stationsstraat 12, Mechelen"),
        ("Stationsstraat 12 bij dokter Peeters, Mechelen", "Stationsstraat 12, Mechelen"),
        ("12 rue Neuve chez Dr Lambert, 4000 Liège", "12 rue Neuve, 4000 Liège"),
        ("AZ Sint-Maarten, route 24, Liersesteenweg 435, Mechelen", "Liersesteenweg 435, Mechelen"),
        ("AZ Sint-Maarten Liersesteenweg 435, Mechelen", "Liersesteenweg 435, Mechelen"),
        ("De Brug wijkgezondheidscentrum Stationsstraat 12", "Stationsstraat 12"),
        ("CPAS - Place Saint-Jacques 13 - 4000 Liège", "Place Saint-Jacques 13, 4000 Liège"),
        ("School, klas 3, Stationsstraat 12, 2e verdieping", "Stationsstraat 12"),
        ("Stationsstraat 12 bus 3, Mechelen", "Stationsstraat 12, Mechelen"),
        ("Mechelen, Stationsstraat 12", "Stationsstraat 12, Mechelen"),
        # no address, or none that is certain
        ("Dr. Peeters", None),
        ("OCMW Mechelen", None),
        ("2800 Mechelen", None),
        ("lokaal 3", None),
        ("Dr. Jan Peeters Albert Lievenslaan 12", None),
        ("", None),
    ],
)  # fmt: skip
def test_only_the_address_of_a_place_is_looked_up(place: str, address: str | None) -> None:
    assert map_link.address(place) == address


def test_whatever_is_typed_stays_one_value_of_the_map() -> None:
    link = map_link.link("Rue <b> & #3?x=é 12\n2800 Mechelen")
    assert link is not None and link.startswith(map_link.MAP)
    assert not set(link[len(map_link.MAP) :]) & set(" &#?<>\n=")
