"""Packs pictures into one file small enough to carry to a GPU machine.

python3 pack.py DATA out.pkl      DATA holds covers.csv, photo_pairs.csv and the pictures that they name

out.pkl: covers (name, width over height, whether training may use it, title, JPEG squashed to SIDE x SIDE), refs (name, JPEG),
queries (name, reference, set, match kind, JPEG of at most LONGEST), backgrounds (name, JPEG). Queries are for evaluation only;
a cover that a query refers to is never trained on.
"""
import csv
import os
import pickle
import sys

import cv2

SIDE, LONGEST = 224, 360


def jpeg(picture, quality):
    return cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])[1].tobytes()


def squashed(picture, side):
    smaller = picture.shape[0] > side
    return cv2.resize(picture, (side, side), interpolation=cv2.INTER_AREA if smaller else cv2.INTER_CUBIC)


def limited(picture, longest):
    h, w = picture.shape[:2]
    scale = min(1, longest / max(h, w))
    return cv2.resize(picture, (round(w * scale), round(h * scale)), interpolation=cv2.INTER_AREA)


def usable(picture):
    """Neither tiny nor blank."""
    return min(picture.shape[:2]) >= 60 and picture.std() >= 6


def main():
    root, out = sys.argv[1], sys.argv[2]

    def rows(name):
        with open(os.path.join(root, name), newline="", encoding="utf-8") as file:
            return list(csv.DictReader(file))

    read = lambda name: cv2.imread(os.path.join(root, name))
    pairs, covers = rows("photo_pairs.csv"), []
    references = {pair["reference"] for pair in pairs}
    for row in rows("covers.csv"):
        picture = read(row["file"])
        h, w = picture.shape[:2]
        allowed = row["file"] not in references and usable(picture)
        covers.append((row["file"], w / h, allowed, row["title"], jpeg(squashed(picture, SIDE), 68)))
    elsewhere = sorted(references - {cover[0] for cover in covers})
    surroundings = [
        (name, cv2.imread(os.path.join(folder, name)))
        for folder, _, names in os.walk(os.path.join(root, "barcodes"))
        for name in sorted(names)
    ]
    packed = {
        "covers": covers,
        "refs": [(name, jpeg(squashed(read(name), SIDE), 90)) for name in elsewhere],
        "queries": [
            (p["query"], p["reference"], p["set"], p["match_kind"], jpeg(limited(read(p["query"]), LONGEST), 76)) for p in pairs
        ],
        "backgrounds": [(name, jpeg(squashed(p, 256), 65)) for name, p in surroundings if p is not None],
    }
    with open(out, "wb") as file:
        pickle.dump(packed, file)


if __name__ == "__main__":
    main()
