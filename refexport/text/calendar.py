"""Names of months and seasons in the languages of most bibliographies.

Source: CLDR's month names, wide and abbreviated; MEDLINE's and Web of Science's abbreviations of seasons.
"""

from __future__ import annotations

_MONTHS = """
january jan januar januari janvier janv enero ene gennaio gen janeiro
february feb februar februari febr fevrier février fevr févr fev fév febrero febbraio fevereiro
march mar mars märz maerz mrz maart mrt marzo março
april apr avril avr abril abr aprile
may mai mei mayo maggio mag maio
june jun juin juni junio giugno giu junho
july jul juillet juil juli julio luglio lug julho
august aug août aout augustus agosto ago
september sep sept septembre septiembre setiembre settembre set setembro
october oct oktober okt octobre octubre ottobre ott outubro out
november nov novembre noviembre novembro
december dec dezember dez décembre decembre déc diciembre dic dicembre dezembro
"""

MONTHS: dict[str, int] = {
    name: number for number, line in enumerate(_MONTHS.strip().splitlines(), start=1) for name in line.split()
}
"""Names of months, full and short, lower case, to 1–12."""

SEASON_NAMES = ("Spring", "Summer", "Autumn", "Winter")
"""English names of the seasons that CSL numbers from 1."""

SEASONS: dict[str, int] = {
    name: number
    for number, names in enumerate(
        (
            "spring spr frühling frühjahr printemps primavera",
            "summer sum sommer été ete verano estate",
            "autumn fall aut fal herbst automne otoño autunno",
            "winter win hiver invierno inverno",
        ),
        start=1,
    )
    for name in names.split()
}
"""Names of seasons, lower case, to 1 (spring) – 4 (winter)."""
