"""Three classic survival data sets, on which R's published figures rest.

``lung`` comes with lifelines. ``veteran`` (Kalbfleisch and Prentice 1980, a trial of 137 men with lung cancer) and
``ovarian`` (26 women, Edmunson 1979) are short enough to stand here; ``+`` marks a censored time.
"""

import pandas as pd

# trt celltype time karno diagtime age prior
VETERAN = """
    1 sq 72 60 7 69 0; 1 sq 411 70 5 64 10; 1 sq 228 60 3 38 0; 1 sq 126 60 9 63 10; 1 sq 118 70 11 65 10
    1 sq 10 20 5 49 0; 1 sq 82 40 10 69 10; 1 sq 110 80 29 68 0; 1 sq 314 50 18 43 0; 1 sq 100+ 70 6 70 0
    1 sq 42 60 4 81 0; 1 sq 8 40 58 63 10; 1 sq 144 30 4 63 0; 1 sq 25+ 80 9 52 10; 1 sq 11 70 11 48 10
    1 sm 30 60 3 61 0; 1 sm 384 60 9 42 0; 1 sm 4 40 2 35 0; 1 sm 54 80 4 63 10; 1 sm 13 60 4 56 0
    1 sm 123+ 40 3 55 0; 1 sm 97+ 60 5 67 0; 1 sm 153 60 14 63 10; 1 sm 59 30 2 65 0; 1 sm 117 80 3 46 0
    1 sm 16 30 4 53 10; 1 sm 151 50 12 69 0; 1 sm 22 60 4 68 0; 1 sm 56 80 12 43 10; 1 sm 21 40 2 55 10
    1 sm 18 20 15 42 0; 1 sm 139 80 2 64 0; 1 sm 20 30 5 65 0; 1 sm 31 75 3 65 0; 1 sm 52 70 2 55 0
    1 sm 287 60 25 66 10; 1 sm 18 30 4 60 0; 1 sm 51 60 1 67 0; 1 sm 122 80 28 53 0; 1 sm 27 60 8 62 0
    1 sm 54 70 1 67 0; 1 sm 7 50 7 72 0; 1 sm 63 50 11 48 0; 1 sm 392 40 4 68 0; 1 sm 10 40 23 67 10
    1 ad 8 20 19 61 10; 1 ad 92 70 10 60 0; 1 ad 35 40 6 62 0; 1 ad 117 80 2 38 0; 1 ad 132 80 5 50 0
    1 ad 12 50 4 63 10; 1 ad 162 80 5 64 0; 1 ad 3 30 3 43 0; 1 ad 95 80 4 34 0; 1 la 177 50 16 66 10
    1 la 162 80 5 62 0; 1 la 216 50 15 52 0; 1 la 553 70 2 47 0; 1 la 278 60 12 63 0; 1 la 12 40 12 68 10
    1 la 260 80 5 45 0; 1 la 200 80 12 41 10; 1 la 156 70 2 66 0; 1 la 182+ 90 2 62 0; 1 la 143 90 8 60 0
    1 la 105 80 11 66 0; 1 la 103 80 5 38 0; 1 la 250 70 8 53 10; 1 la 100 60 13 37 10; 2 sq 999 90 12 54 10
    2 sq 112 80 6 60 0; 2 sq 87+ 80 3 48 0; 2 sq 231+ 50 8 52 10; 2 sq 242 50 1 70 0; 2 sq 991 70 7 50 10
    2 sq 111 70 3 62 0; 2 sq 1 20 21 65 10; 2 sq 587 60 3 58 0; 2 sq 389 90 2 62 0; 2 sq 33 30 6 64 0
    2 sq 25 20 36 63 0; 2 sq 357 70 13 58 0; 2 sq 467 90 2 64 0; 2 sq 201 80 28 52 10; 2 sq 1 50 7 35 0
    2 sq 30 70 11 63 0; 2 sq 44 60 13 70 10; 2 sq 283 90 2 51 0; 2 sq 15 50 13 40 10; 2 sm 25 30 2 69 0
    2 sm 103+ 70 22 36 10; 2 sm 21 20 4 71 0; 2 sm 13 30 2 62 0; 2 sm 87 60 2 60 0; 2 sm 2 40 36 44 10
    2 sm 20 30 9 54 10; 2 sm 7 20 11 66 0; 2 sm 24 60 8 49 0; 2 sm 99 70 3 72 0; 2 sm 8 80 2 68 0
    2 sm 99 85 4 62 0; 2 sm 61 70 2 71 0; 2 sm 25 70 2 70 0; 2 sm 95 70 1 61 0; 2 sm 80 50 17 71 0
    2 sm 51 30 87 59 10; 2 sm 29 40 8 67 0; 2 ad 24 40 2 60 0; 2 ad 18 40 5 69 10; 2 ad 83+ 99 3 57 0
    2 ad 31 80 3 39 0; 2 ad 51 60 5 62 0; 2 ad 90 60 22 50 10; 2 ad 52 60 3 43 0; 2 ad 73 60 3 70 0
    2 ad 8 50 5 66 0; 2 ad 36 70 8 61 0; 2 ad 48 10 4 81 0; 2 ad 7 40 4 58 0; 2 ad 140 70 3 63 0
    2 ad 186 90 3 60 0; 2 ad 84 80 4 62 10; 2 ad 19 50 10 42 0; 2 ad 45 40 3 69 0; 2 ad 80 40 4 63 0
    2 la 52 60 4 45 0; 2 la 164 70 15 68 10; 2 la 19 30 4 39 10; 2 la 53 60 12 66 0; 2 la 15 30 5 63 0
    2 la 43 60 11 49 10; 2 la 340 80 10 64 10; 2 la 133 75 1 65 0; 2 la 111 60 5 64 0; 2 la 231 70 18 67 10
    2 la 378 80 4 65 0; 2 la 49 30 3 37 0
"""

# futime age resid.ds rx ecog.ps
OVARIAN = """
    59 72.3315 2 1 1; 115 74.4932 2 1 1; 156 66.4658 2 1 2; 421+ 53.3644 2 2 1; 431 50.3397 2 1 1
    448+ 56.4301 1 1 2; 464 56.937 2 2 2; 475 59.8548 2 2 2; 477+ 64.1753 2 1 1; 563 55.1781 1 2 2
    638 56.7562 1 1 2; 744+ 50.1096 1 2 1; 769+ 59.6301 2 2 2; 770+ 57.0521 2 2 1; 803+ 39.2712 1 1 1
    855+ 43.1233 1 1 2; 1040+ 38.8932 2 1 2; 1106+ 44.6 1 1 1; 1129+ 53.9068 1 2 1; 1206+ 44.2055 2 2 1
    1227+ 59.589 1 2 2; 268 74.5041 2 1 2; 329 43.137 2 1 1; 353 63.2192 1 2 2; 365 64.4247 2 2 1
    377+ 58.3096 1 2 1
"""


def _rows(text: str) -> list[list[str]]:
    return [part.split() for part in text.replace("\n", ";").split(";") if part.strip()]


def veteran() -> pd.DataFrame:
    table = pd.DataFrame(_rows(VETERAN), columns=["trt", "celltype", "time", "karno", "diagtime", "age", "prior"])
    return _censored(table, "time")


def ovarian() -> pd.DataFrame:
    return _censored(pd.DataFrame(_rows(OVARIAN), columns=["time", "age", "resid", "rx", "ecog"]), "time")


def lung() -> pd.DataFrame:
    from lifelines.datasets import load_lung

    table: pd.DataFrame = load_lung().rename(columns=lambda name: name.replace(".", "_"))
    return table.assign(event=table["status"] == 1)


def _censored(table: pd.DataFrame, time: str) -> pd.DataFrame:
    event = ~table[time].str.endswith("+")
    table = table.assign(**{time: table[time].str.rstrip("+")})
    return table.apply(pd.to_numeric, errors="coerce").assign(event=event).fillna(table).infer_objects()
