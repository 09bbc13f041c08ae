"""Parts of invented places, hospitals and employers for training."""

from __future__ import annotations

NATURE = (
    "Oak Cedar Maple Pine Willow Birch Elm Ash Aspen Laurel Spruce Hickory Stone Rock Sand Clay Red Blue Green Silver Golden White Black "
    "North South East West Clear Spring Summer Winter Eagle Hawk Bear Fox Deer Elk Wolf Swan Crane Lake River Creek Bay Harbor Sun Moon "
    "Star Prairie Mountain Valley Crystal Copper Iron Rose Lily Garden Orchard Meadow Forest Grand Royal Liberty Union Pioneer Heritage"
).split()
AREAS = "Creek Ridge Valley Hill Hills Lake Grove View Springs Field Wood Brook Park Point Bend Falls Haven Crest Dale Mill Port Shore".split()
SAINTS = "Mary Luke John Joseph Francis Anne Vincent Agnes Clare Jude Elizabeth Michael Thomas Raphael Anthony Rita Alphonsus Camillus".split()
HOSPITALS = (
    "Hospital|Medical Center|Regional Medical Center|Memorial Hospital|Community Hospital|General Hospital|Clinic|Family Clinic|Health|Health Center"
    "|Healthcare|Nursing Home|Rehab|Rehabilitation Hospital|Care Center|Hospice|Surgery Center|Cancer Center|Heart Institute|Dermatology"
    "|Cardiology|Pediatrics|Family Medicine|Internal Medicine|Urgent Care|Dialysis Center|Imaging|Behavioral Health|Memorial|General"
    "|Manor|Village|Senior Living|Orthopedics|Women's Center|Children's Hospital|Eye Center|Oncology Associates|Health System|Pharmacy"
).split("|")
TRADES = "Steel Paper Farm Dairy Auto Textile Plumbing Electric Lumber Meat Freight Mining Software Marine Concrete Poultry Furniture".split()
COMPANIES = (
    "Inc|LLC|Company|Co.|Industries|Corporation|Corp|Foods|Trucking|Construction|Manufacturing|Brothers|& Sons|Services|Group|Logistics"
    "|Supply|Farms|Bank|Insurance|Schools|High School|Elementary School|Restaurant|Diner|Bakery|Motors|Airlines|Works|Mills|Plant|Church"
).split("|")
SYLLABLES = "ba vor lix zol tra cet ner mab pri dex ola xi no va qui lu ma ra zy tri fen ti do pro am bi ce lo re sta vi ne co flu gen ka".split()
