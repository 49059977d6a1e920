"""Made-up covers, so that the network sees more than the few real ones: lettering over colours, shapes and pictures.

They come in series of the same layout with other words and sometimes other colours: look-alikes that only the title tells
apart, as in real series.
"""
import colorsys
import glob
import os
import random
from concurrent.futures import ProcessPoolExecutor
from functools import partial

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

SERIES = 4  # covers of one layout


def colour(rng, light=None):
    value = rng.uniform(0.05, 0.45) if light is False else rng.uniform(0.7, 1) if light else rng.random()
    return tuple(int(255 * c) for c in colorsys.hsv_to_rgb(rng.random(), rng.random() ** 1.5, value))


def ground(rng, size, pictures):
    """A plain, shaded or pictorial ground, size x size."""
    kind = rng.random()
    if kind < 0.3 or not pictures:
        return Image.new("RGB", (size, size), colour(rng))
    if kind < 0.5:
        low, high = np.array(colour(rng), float), np.array(colour(rng), float)
        y, x = np.mgrid[0:1 : size * 1j, 0:1 : size * 1j]
        t = np.clip(x * rng.uniform(-1, 1) + y * rng.uniform(-1, 1) + rng.random(), 0, 1)[..., None]
        return Image.fromarray((low + (high - low) * t).astype("uint8"))
    picture = Image.fromarray(rng.choice(pictures))
    w = rng.randint(size // 4, picture.width)
    h = rng.randint(size // 4, picture.height)
    left, top = rng.randint(0, picture.width - w), rng.randint(0, picture.height - h)
    picture = picture.crop((left, top, left + w, top + h)).resize((size, size), Image.BILINEAR)
    if rng.random() < 0.3:
        picture = picture.filter(ImageFilter.GaussianBlur(rng.uniform(1, 8)))
    if rng.random() < 0.4:
        picture = Image.blend(picture, Image.new("RGB", picture.size, colour(rng)), rng.uniform(0.2, 0.7))
    return picture


def shapes(rng, draw, size):
    for _ in range(rng.choice([0, 0, 1, 2, 4, 9])):
        a, b = sorted((rng.randint(-20, size), rng.randint(0, size + 20)))
        c, d = sorted((rng.randint(-20, size), rng.randint(0, size + 20)))
        how = rng.choice([draw.rectangle, draw.ellipse])
        fill = colour(rng) if rng.random() < 0.7 else None
        how((a, c, b, d), fill=fill, outline=colour(rng), width=rng.randint(1, 6))


def lettering(rng, draw, size, words, fonts, place, rng_layout):
    """A block of words in a column of the width and height that the layout gives."""
    top, tall, count, font, ink, align = place
    text = [rng.choice(words) for _ in range(count)]
    lines, per = [], max(1, rng_layout.choice([1, 1, 2, 3]))
    for i in range(0, len(text), per):
        lines.append(" ".join(text[i : i + per]))
    if rng_layout.random() < 0.5:
        lines = [line.upper() for line in lines]
    high = max(7, int(tall / max(1, len(lines)) * 0.85))
    for i, line in enumerate(lines):
        points = high
        face = ImageFont.truetype(font, points)
        wide = face.getlength(line)
        if wide > size * 0.92:
            face = ImageFont.truetype(font, max(6, int(points * size * 0.92 / wide)))
            wide = face.getlength(line)
        x = {"l": size * 0.05, "c": (size - wide) / 2, "r": size * 0.95 - wide}[align]
        draw.text((x, top + i * high), line, font=face, fill=ink)


def series(seed, words, fonts, pictures, size):
    """SERIES covers, each size x size x 3 bytes."""
    layout_seed, made = seed * 7919, []
    own_art = random.Random(seed).random() < 0.5
    for member in range(SERIES):
        rng, layout = random.Random(seed * 100 + member), random.Random(layout_seed)
        art = rng if own_art else layout
        cover = ground(art, size, pictures)
        draw = ImageDraw.Draw(cover)
        shapes(layout, draw, size)
        for _ in range(layout.randint(2, 4)):
            top, tall = layout.uniform(0, 0.85) * size, layout.uniform(0.06, 0.4) * size
            light = sum(cover.getpixel((size // 2, int(min(size - 1, top + tall / 2))))) < 380
            place = (top, tall, layout.randint(1, 5), layout.choice(fonts), colour(layout, light), layout.choice("lccr"))
            lettering(rng, draw, size, words, fonts, place, random.Random(layout.random()))
        made.append(np.asarray(cover))
    return np.stack(made)


def made_up(count, words, fonts, pictures, size, workers=None):
    """`count` covers, count x size x size x 3 bytes."""
    make = partial(series, words=words, fonts=fonts, pictures=pictures, size=size)
    with ProcessPoolExecutor(workers) as pool:
        return np.concatenate(list(pool.map(make, range(count // SERIES), chunksize=32)))[:count]


def fonts_in(folder):
    return sorted(glob.glob(os.path.join(folder, "**", "*.ttf"), recursive=True) + glob.glob(os.path.join(folder, "**", "*.otf"), recursive=True))
