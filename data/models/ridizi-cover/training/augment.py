"""Simulated phone photos of book covers, whole batches at a time, on whatever device the pictures are on.

Pictures are B x 3 x S x S in 0..1, RGB, squashed to a square. Coordinates run from -1 to 1 across a picture. `level`, 0..1,
says how hard the simulation is.
"""
import math

import torch
import torch.nn.functional as F


class Dice:
    """Random numbers, one a picture, shaped to broadcast over whatever they multiply."""

    def __init__(self, count, device):
        self.count, self.device = count, device

    def between(self, low, high, *shape):
        return torch.rand(self.count, *shape, device=self.device) * (high - low) + low

    def normal(self, spread, *shape):
        return torch.randn(self.count, *shape, device=self.device) * spread

    def chance(self, p, *shape):
        return (torch.rand(self.count, *shape, device=self.device) < p).float()


def axes(size, device):
    """y and x of every pixel, S x S each."""
    line = (torch.arange(size, device=device) + 0.5) * 2 / size - 1
    return torch.meshgrid(line, line, indexing="ij")


def matrix(rows):
    return torch.stack([torch.stack(row, -1) for row in rows], -2)


def placement(dice, aspect, level, low=0.55, high=1.5, wander=0.22):
    """B x 3 x 3: from the photo's coordinates to the cover's. The cover, `aspect` wide and 1 high, lies turned and tilted in
    front of a pinhole camera whose frame, mostly 4:3 or 3:4, is then squashed to a square."""
    n, one, zero = dice.count, torch.ones_like(aspect), torch.zeros_like(aspect)
    wide = dice.between(0, 1)
    turn = torch.where(wide < 0.7, dice.normal(0.16 * level), dice.between(-0.85, 0.85) * level)  # quarter turns: the query tries four
    towards, tilt = dice.between(0, 2 * math.pi), dice.normal(0.36 * level).clamp(-0.95, 0.95)
    distance = dice.between(2.5, 6)
    size = torch.exp(dice.between(math.log(1 - (1 - low) * level), math.log(1 + (high - 1) * level)))
    frame = torch.where(dice.between(0, 1) < 0.5, 0.5, -0.5) * math.log(4 / 3) + dice.normal(0.08)
    frame = torch.where(dice.between(0, 1) < 0.15, dice.normal(0.2), frame) * level
    c, s, ct, st = turn.cos(), turn.sin(), tilt.cos(), tilt.sin()
    ca, sa = towards.cos(), towards.sin()
    # Turned about the axis (ca, sa) in the cover's plane by the tilt: Rodrigues' formula, its first two columns.
    r00, r01 = ct + ca * ca * (1 - ct), ca * sa * (1 - ct)
    r10, r11 = r01, ct + sa * sa * (1 - ct)
    r20, r21 = -sa * st, ca * st
    camera = matrix([[r00, r01, zero], [r10, r11, zero], [r20 / distance, r21 / distance, one]])
    lay = matrix([[c * aspect, -s, zero], [s * aspect, c, zero], [zero, zero, one]])
    room = wander * level + 0.3 * (size - 1).abs()
    squash = matrix(
        [
            [size * frame.exp(), zero, dice.between(-1, 1) * room],
            [zero, size / frame.exp(), dice.between(-1, 1) * room],
            [zero, zero, one],
        ]
    )
    return torch.linalg.inv(squash @ camera @ lay), size


def sampling_grid(inverse, size, device):
    """B x S x S x 2 cover coordinates, and B x S x S whether the point lies in front of the camera."""
    y, x = axes(size, device)
    points = torch.stack([x, y, torch.ones_like(x)], -1).view(1, -1, 3) @ inverse.transpose(1, 2)
    w = points[..., 2:]
    return (points[..., :2] / w.clamp(min=0.1)).view(-1, size, size, 2), (w > 0.1).view(-1, 1, size, size)


def ripple(dice, size, strength):
    """B x S x S x 2 of small smooth shifts: bent paper, cheap lenses."""
    coarse = dice.normal(1, 2, 4, 4) * dice.between(0, strength, 1, 1, 1)
    return F.interpolate(coarse, size=size, mode="bicubic", align_corners=False).permute(0, 2, 3, 1)


def softened(x, amount):
    """Half-resolution pictures where `amount` (B) says so: a cover far away must not alias."""
    half = F.interpolate(F.avg_pool2d(x, 2), scale_factor=2, mode="bilinear", align_corners=False)
    return torch.where(amount.view(-1, 1, 1, 1), half, x)


def laid_over(dice, below, pictures, aspect, level, present, **where):
    """The scene with one more cover on it, its edges or case a little larger than its picture; `present` is B of 0 or 1."""
    size = below.shape[-1]
    inverse, scale = placement(dice, aspect, level, **where)
    grid, front = sampling_grid(inverse, size, below.device)
    grid = grid + ripple(dice, size, 0.03 * level)
    cover = F.grid_sample(softened(pictures, scale < 0.75), grid, padding_mode="border", align_corners=False)
    u, v = grid[..., 0], grid[..., 1]
    # A case or a spine: up to four sides, each with its own width, in one dark or random colour.
    sides = dice.between(0, 0.22, 4, 1, 1) * dice.chance(0.5, 4, 1, 1) * dice.chance(0.4, 1, 1, 1) * level
    inside = ((u.abs() < 1) & (v.abs() < 1)).unsqueeze(1) & front
    case = ((u > -1 - sides[:, 0]) & (u < 1 + sides[:, 1]) & (v > -1 - sides[:, 2]) & (v < 1 + sides[:, 3])).unsqueeze(1) & front
    dark = dice.chance(0.6, 1, 1, 1)
    colour = dark * dice.between(0, 0.2, 1, 1, 1) + (1 - dark) * dice.between(0, 1, 3, 1, 1)
    scene = torch.where(inside, cover, torch.where(case, colour.expand_as(cover), below))
    return torch.where(present.view(-1, 1, 1, 1) > 0, scene, below), (inside | case).float()


def desk(dice, pictures, size, device):
    """What lies behind: a picture at some zoom, a plain surface with a grain, or strongly blurred clutter."""
    zoom = dice.between(0.25, 1, 1, 1, 1)
    y, x = axes(size, device)
    angle = dice.between(0, 2 * math.pi, 1, 1)
    gx = (angle.cos() * x - angle.sin() * y).unsqueeze(-1) * zoom + dice.between(-0.5, 0.5, 1, 1, 1)
    gy = (angle.sin() * x + angle.cos() * y).unsqueeze(-1) * zoom + dice.between(-0.5, 0.5, 1, 1, 1)
    busy = F.grid_sample(pictures, torch.cat([gx, gy], -1), padding_mode="reflection", align_corners=False)
    small = F.avg_pool2d(busy, 16)
    vague = F.interpolate(small, size=size, mode="bicubic", align_corners=False)
    grain = F.interpolate(dice.normal(0.1, 1, size // 8, 4), size=size, mode="bilinear", align_corners=False)  # wood, cloth
    plain = dice.between(0.05, 1, 3, 1, 1) * 0.5 + dice.between(0, 0.5, 1, 1, 1) + grain * dice.between(0, 1, 1, 1, 1)
    kind = dice.between(0, 1, 1, 1, 1)
    return torch.where(kind < 0.35, plain, torch.where(kind < 0.5, vague, busy)).clamp(0, 1)


def box(dice, size, device, half_width, half_height, centre_x, centre_y):
    """B x 1 x S x S coordinates inside a turned box, so that its inside is where both are under 1 in absolute value."""
    y, x = axes(size, device)
    angle = dice.normal(0.4, 1, 1, 1)
    dx, dy = x - centre_x, y - centre_y
    return (angle.cos() * dx + angle.sin() * dy) / half_width, (angle.cos() * dy - angle.sin() * dx) / half_height


def hidden(dice, scene, level):
    """Stickers and price tags, mostly pale; fingers and hands that come in from an edge; small clutter."""
    size, device = scene.shape[-1], scene.device
    for _ in range(2):
        u, v = box(dice, size, device, dice.between(0.05, 0.3, 1, 1, 1), dice.between(0.04, 0.2, 1, 1, 1), dice.between(-0.9, 0.9, 1, 1, 1), dice.between(-0.9, 0.9, 1, 1, 1))
        pale = dice.chance(0.5, 1, 1, 1)
        colour = pale * dice.between(0.75, 1, 3, 1, 1) + (1 - pale) * dice.between(0, 1, 3, 1, 1)
        on = dice.chance(0.3 * level, 1, 1, 1) > 0
        scene = torch.where((u.abs() < 1) & (v.abs() < 1) & on, colour.expand_as(scene), scene)
    for _ in range(2):
        side = dice.between(0, 2 * math.pi, 1, 1, 1)
        reach = dice.between(0.75, 1.2, 1, 1, 1)
        u, v = box(dice, size, device, dice.between(0.08, 0.35, 1, 1, 1), dice.between(0.08, 0.45, 1, 1, 1), side.cos() * reach, side.sin() * reach)
        skin = torch.tensor([1.0, 0.74, 0.6], device=device).view(1, 3, 1, 1) * dice.between(0.25, 1, 1, 1, 1) + dice.normal(0.04, 3, 1, 1)
        on = dice.chance(0.2 * level, 1, 1, 1) > 0
        scene = torch.where((u * u + v * v < 1) & on, (skin * (1 - 0.25 * u * u)).expand_as(scene), scene)
    return scene


def lit(dice, scene, level):
    """Shadow across the frame, a shadow's edge, vignette, glare: round spots and streaks, as on plastic."""
    size, device = scene.shape[-1], scene.device
    y, x = axes(size, device)
    angle = dice.between(0, 2 * math.pi, 1, 1, 1)
    along = angle.cos() * x + angle.sin() * y
    scene = scene * (1 + dice.between(0, 0.5, 1, 1, 1) * along)
    edge = torch.sigmoid((along.flip(2) - dice.between(-0.8, 0.8, 1, 1, 1)) * dice.between(3, 40, 1, 1, 1))
    scene = scene * (1 - edge * dice.between(0.1, 0.6, 1, 1, 1) * dice.chance(0.25 * level, 1, 1, 1))
    scene = scene * (1 - dice.between(0, 0.25, 1, 1, 1) * (x * x + y * y))
    for stretch, p in ((1.0, 0.35), (5.0, 0.25)):
        r = dice.between(0.08, 0.5, 1, 1, 1)
        u, v = box(dice, size, device, r, r * stretch, dice.between(-1, 1, 1, 1, 1), dice.between(-1, 1, 1, 1, 1))
        strength = dice.between(0.2, 1.0, 1, 1, 1) * dice.chance(p * level, 1, 1, 1)
        scene = scene + strength * torch.exp(-u * u - v * v)
    haze = dice.between(0, 0.35, 1, 1, 1) * dice.chance(0.25 * level, 1, 1, 1)  # a reflection over all of the plastic
    return scene * (1 - haze) + haze * dice.between(0.4, 1, 3, 1, 1)


def coloured(dice, scene, level):
    """White balance, exposure, saturation, contrast, gamma."""
    strong = 1 + 0.8 * dice.chance(0.25, 1, 1, 1) * level
    scene = scene * torch.exp(dice.normal(0.13, 3, 1, 1) * level * strong) * torch.exp(dice.normal(0.24, 1, 1, 1) * level)
    grey = scene.mean(1, keepdim=True)
    scene = grey + (scene - grey) * dice.between(1 - 0.7 * level, 1 + 0.35 * level, 1, 1, 1)
    mean = scene.mean((1, 2, 3), keepdim=True)
    scene = mean + (scene - mean) * dice.between(1 - 0.5 * level, 1 + 0.3 * level, 1, 1, 1)
    return scene.clamp(1e-3, 1) ** torch.exp(dice.normal(0.24, 1, 1, 1) * level)


def gaussian(x, sigma):
    radius = max(1, int(math.ceil(2.5 * sigma)))
    t = torch.arange(-radius, radius + 1, device=x.device, dtype=x.dtype)
    g = torch.exp(-t * t / (2 * sigma * sigma))
    g = (g / g.sum()).view(1, 1, 1, -1).repeat(3, 1, 1, 1)
    x = F.conv2d(F.pad(x, (radius, radius, 0, 0), mode="replicate"), g, groups=3)
    return F.conv2d(F.pad(x, (0, 0, radius, radius), mode="replicate"), g.transpose(2, 3), groups=3)


def shaken(x, length):
    """Motion blur along a random line of `length` pixels."""
    angle, kernel, half = torch.rand(1).item() * math.pi, torch.zeros(length, length), length // 2
    for i in range(length * 3):
        t = (i / (length * 3 - 1) - 0.5) * (length - 1)
        kernel[int(round(half + t * math.sin(angle))), int(round(half + t * math.cos(angle)))] = 1
    kernel = (kernel / kernel.sum()).to(x).expand(3, 1, length, length)
    return F.conv2d(F.pad(x, (half,) * 4, mode="replicate"), kernel, groups=3)


def coarse(x, factor):
    size = x.shape[-1]
    x = F.interpolate(x, size=max(24, int(size * factor)), mode="bilinear", align_corners=False, antialias=True)
    return F.interpolate(x, size=size, mode="bilinear", align_corners=False)


def lens(x, level):
    """Sharp, out of focus, shaken or low-resolution, by eighths of the batch: one kernel for each is much faster."""
    scale = x.shape[-1] / 128
    u = lambda low, high: low + (high - low) * torch.rand(1).item()
    parts = list(x.chunk(8))
    odd = lambda n: max(3, int(n) // 2 * 2 + 1)
    edits = [
        lambda p: p,
        lambda p: p,
        lambda p: gaussian(p, u(0.4, 0.9) * scale),
        lambda p: gaussian(p, u(0.8, 1.4) * scale),
        lambda p: gaussian(p, u(1.2, 1.2 + 0.9 * level) * scale),
        lambda p: shaken(p, odd(u(3, 4 + 5 * level) * scale)),
        lambda p: coarse(p, u(0.5, 0.9)),
        lambda p: coarse(p, u(0.55 - 0.22 * level, 0.6)),
    ]
    return torch.cat([edit(p) for edit, p in zip(edits, parts)])


def noisy(dice, x, level):
    size = x.shape[-1]
    fine = torch.randn_like(x) * dice.between(0, 0.05 * level, 1, 1, 1)
    blotches = F.interpolate(dice.normal(1, 3, size // 4, size // 4), size=size, mode="bilinear", align_corners=False)
    return (x + fine + blotches * dice.between(0, 0.035 * level, 1, 1, 1)).clamp(0, 1)


def photo(covers, aspect, others, others_aspect, behind, size, level):
    """A simulated phone photo of each cover. `others` are covers that lie about, `behind` pictures of the surroundings."""
    dice = Dice(len(covers), covers.device)
    scene = desk(dice, behind, size, covers.device)
    # Other covers lie about in a part of the batch only: every layer costs a resampling.
    for part in (slice(0, len(covers) // 3), slice(len(covers) // 4, len(covers) // 2)):
        roll = torch.randint(1, len(others), (1,)).item()
        lying, lying_aspect = others.roll(roll, 0)[part], others_aspect.roll(roll, 0)[part]
        few = Dice(len(lying), covers.device)
        more, _ = laid_over(few, scene[part], lying, lying_aspect, 1.0, few.chance(0.9), low=0.3, high=1.2, wander=1.2)
        scene = torch.cat([scene[: part.start], more, scene[part.stop :]])
    scene, _ = laid_over(dice, scene, covers, aspect, level, dice.chance(1.1))
    scene = lit(dice, hidden(dice, scene, level), level)
    return noisy(dice, lens(coloured(dice, scene, level), level), level)


def clean(covers, size):
    """Catalogue picture: light crop, colour, grey-scale, sharpness and border changes."""
    dice = Dice(len(covers), covers.device)
    y, x = axes(size, covers.device)
    zoom, shift = dice.between(0.94, 1.03, 1, 1, 1), dice.between(-0.03, 0.03, 1, 1, 2)
    picture = F.grid_sample(covers, torch.stack([x, y], -1).unsqueeze(0) * zoom + shift, padding_mode="border", align_corners=False)
    picture = picture * torch.exp(dice.normal(0.06, 3, 1, 1)) * torch.exp(dice.normal(0.06, 1, 1, 1))
    grey = dice.chance(0.05, 1, 1, 1)
    picture = grey * picture.mean(1, keepdim=True) + (1 - grey) * picture
    fourth = len(covers) // 4
    picture = torch.cat([coarse(picture[:fourth], 0.35 + 0.5 * torch.rand(1).item()), picture[fourth:]])
    return picture.clamp(0, 1)
