"""Topics on the way: routes and places to stop at."""

from personalization.category import Category
from personalization.topic import Choice, Text, Topic

_FUEL = (
    *("shell", "aral", "bp", "esso", "total", "texaco", "jet", "omv", "agip", "eni", "q8"),
    *("repsol", "cepsa", "chevron", "exxon", "mobil", "gulf", "avia", "circle k", "star"),
)
_NETWORKS = (
    *("tesla superchargers", "tesla supercharger", "superchargers", "ionity", "enbw", "fastned"),
    *("allego", "aral pulse", "bp pulse", "shell recharge", "chargepoint", "electrify america"),
    *("evgo", "gridserve", "instavolt", "osprey", "ewe go", "total energies"),
)
_SHOPS = (
    *("rewe", "edeka", "aldi", "lidl", "penny", "netto", "kaufland", "tesco", "sainsbury's"),
    *("waitrose", "asda", "morrisons", "marks and spencer", "carrefour", "walmart", "kroger"),
    *("whole foods", "trader joe's", "safeway", "costco", "spar", "migros", "coop", "billa"),
)
_CUISINES = (
    *("italian", "french", "greek", "spanish", "thai", "indian", "chinese", "japanese", "korean"),
    *(
        "vietnamese",
        "mexican",
        "turkish",
        "lebanese",
        "german",
        "austrian",
        "american",
        "ethiopian",
    ),
    *("moroccan", "persian", "portuguese", "mediterranean", "asian", "oriental", "tapas", "sushi"),
    *(
        "pizza",
        "pasta",
        "burgers",
        "burger",
        "ramen",
        "noodles",
        "curry",
        "kebab",
        "doner",
        "tacos",
    ),
    *("seafood", "fish and chips", "steak", "barbecue", "bbq", "vegetarian", "vegan", "fast food"),
    *("falafel", "dim sum", "dumplings", "schnitzel", "salads", "salad", "pancakes", "soup"),
    *("indonesian", "malaysian", "brazilian", "argentinian", "peruvian", "polish", "russian"),
)

ROAD = (
    Topic(
        key="roads",
        category=Category.NAVIGATION,
        kind=Choice(
            {
                "tolls": (
                    "toll roads",
                    "toll road",
                    "tolls",
                    "toll stations",
                    "paying toll",
                    "toll",
                ),
                "highways": (
                    *("motorways", "motorway", "highways", "highway", "freeways", "freeway"),
                    *("autobahn", "autobahns", "interstates", "expressways"),
                ),
                "ferries": ("ferries", "ferry", "car ferries"),
                "unpaved": (
                    *("unpaved roads", "dirt roads", "gravel roads", "dirt tracks", "gravel"),
                    *("unpaved", "dirt road", "gravel road", "unpaved road"),
                ),
                "traffic": (
                    "traffic jams",
                    "traffic",
                    "heavy traffic",
                    "traffic jam",
                    "congestion",
                ),
            }
        ),
        words=("roads", "road", "routes", "route"),
        question="Which roads: toll roads, motorways, ferries, unpaved roads or traffic jams?",
        liked="You do not mind {value}",
        disliked="You avoid {value}",
        several=True,
        stands_alone=True,
        signal="Navigation.Avoid",
    ),
    Topic(
        key="route",
        category=Category.NAVIGATION,
        kind=Choice(
            {
                "fastest": ("fastest", "quickest", "fast", "quick"),
                "shortest": ("shortest", "short"),
                "eco": (
                    *("most economical", "economical", "eco", "eco friendly", "greenest", "green"),
                    *("most efficient", "efficient", "ecological", "energy saving"),
                ),
                "scenic": ("scenic", "prettiest", "most scenic", "beautiful", "nicest"),
            }
        ),
        words=("routes", "route", "way", "routing", "directions"),
        question="The fastest, the shortest, the most economical or the scenic route?",
        liked="You like the {value} route",
        disliked="You do not like the {value} route",
        signal="Navigation.RouteType",
    ),
    Topic(
        key="parking",
        category=Category.NAVIGATION,
        kind=Choice(
            {
                "garage": (
                    *("in a garage", "parking garages", "parking garage", "car parks", "car park"),
                    *("multi storey", "multi storey car parks", "garages", "garage", "underground"),
                    *("underground car parks", "underground parking", "parking houses"),
                ),
                "covered": ("under a roof", "covered", "roofed", "indoors", "covered parking"),
                "street": ("on the street", "street", "roadside", "street parking", "kerbside"),
                "free": ("for free", "free", "free of charge", "without paying", "free parking"),
                "charging": ("at a charger", "charger", "charging", "charging point"),
                "open": ("in the open", "open air", "outdoors", "outside", "open air parking"),
            }
        ),
        words=(
            "parking",
            "park",
            "parking spaces",
            "parking space",
            "car parks",
            "car park",
            "garages",
            "parking spots",
            "to park",
        ),
        question="In a garage, under a roof, on the street, in the open, for free or at a charger?",
        liked="You like to park {value}",
        disliked="You do not like to park {value}",
        several=True,
    ),
    Topic(
        key="cuisine",
        category=Category.PLACES,
        kind=Text(30, _CUISINES),
        words=(
            "cuisines",
            "cuisine",
            "food",
            "restaurants",
            "dishes",
            "meals",
            "kitchen",
            "eating",
        ),
        question="Which food do you like?",
        liked="You like {value} food",
        disliked="You do not like {value} food",
        several=True,
        stands_alone=True,
    ),
    Topic(
        key="restaurant",
        category=Category.PLACES,
        kind=Text(40, is_name=True),
        words=(
            *("restaurant", "place to eat", "eating at", "eat at", "lunch at", "dinner at"),
            *("pizzeria", "burger place", "cafe", "coffee shop"),
        ),
        question="Which restaurant?",
        liked="You like to eat at {value}",
        disliked="You do not like to eat at {value}",
        several=True,
    ),
    Topic(
        key="fuel brand",
        category=Category.PLACES,
        kind=Text(40, _FUEL, is_name=True),
        words=(
            *("petrol stations", "petrol station", "gas stations", "gas station", "fuel brand"),
            *("filling stations", "filling station", "fuel station", "fuel stations", "petrol at"),
            *(
                "fill up at",
                "fill up with",
                "filling up at",
                "refuel at",
                "refuelling at",
                "petrol",
            ),
            *("get petrol at", "get gas at", "gas at", "fuel at", "fuel from", "tank at", "fuel"),
            *("buy petrol at", "stop for fuel at", "gas"),
        ),
        question="Which brand of fuel?",
        liked="You like to fill up at {value}",
        disliked="You do not like to fill up at {value}",
        stands_alone=True,
    ),
    Topic(
        key="charging network",
        category=Category.PLACES,
        kind=Text(40, _NETWORKS, is_name=True),
        words=(
            *("charging networks", "charging network", "charging stations", "charging station"),
            *("charging provider", "charge at", "charging at", "chargers", "charge with"),
            *("charge the car at", "charge my car at", "charging points", "charge up at"),
        ),
        question="Which charging network?",
        liked="You like to charge at {value}",
        disliked="You do not like to charge at {value}",
        stands_alone=True,
    ),
    Topic(
        key="supermarket",
        category=Category.PLACES,
        kind=Text(40, _SHOPS, is_name=True),
        words=(
            *("supermarkets", "supermarket", "grocery store", "groceries at", "shop at"),
            *("shopping at", "groceries from", "buy groceries at", "do my shopping at", "grocer"),
            *("buy food at", "grocery shopping at", "groceries"),
        ),
        question="Which supermarket?",
        liked="You like to shop at {value}",
        disliked="You do not like to shop at {value}",
        stands_alone=True,
    ),
)
