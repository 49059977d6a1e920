"""Trains the cover encoder on a GPU: a catalogue picture and a simulated phone photo of the same cover get the same vector.

python3 train.py --data data.pkl --fonts FONTS --trunk embedder.onnx --grow ridizi-cover-v1.pt --out DIR --minutes 23

`data.pkl` is what pack.py writes. Loss: InfoNCE from photo to catalogue vectors, with the last ones of earlier steps as
further negatives, the same backwards within the batch, and a KoLeo term that spreads the vectors (Pizzi et al., "A
Self-Supervised Descriptor for Image Copy Detection", CVPR 2022). What is kept is a moving average of the weights.
"""
import argparse
import copy
import math
import os
import pickle
import time

import cv2
import numpy as np
import torch
import torch.nn.functional as F

from augment import Dice, clean, photo
from encoder import DIM, CoverEncoder, grown
from synthetic import fonts_in, made_up

STORED, HELD_OUT = 224, 300


def decoded(jpeg):
    return cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR)[:, :, ::-1]


def stacked(jpegs, size=STORED):
    return np.stack([cv2.resize(decoded(j), (size, size), interpolation=cv2.INTER_AREA) for j in jpegs])


class Pool:
    """Pictures of covers on the device as bytes, N x 3 x S x S, and their width over height, N."""

    def __init__(self, pictures, aspects, device):
        self.pictures = torch.from_numpy(np.ascontiguousarray(pictures)).permute(0, 3, 1, 2).contiguous().to(device)
        self.aspects = torch.tensor(aspects, dtype=torch.float32, device=device).clamp(0.5, 1.1)

    def __len__(self):
        return len(self.aspects)

    def take(self, ids):
        return self.pictures[ids].float() / 255, self.aspects[ids]


def load(path, fonts, synthetic, device):
    data = pickle.load(open(path, "rb"))
    allowed = [c for c in data["covers"] if c[2]]
    np.random.RandomState(7).shuffle(allowed)
    held, kept = allowed[:HELD_OUT], allowed[HELD_OUT:]
    surroundings = stacked([b for _, b in data["backgrounds"]])
    pictures, aspects = stacked([c[4] for c in kept]), [c[1] for c in kept]
    if synthetic:
        words = sorted({w for c in kept for w in c[3].split() if 1 < len(w) < 16})
        started = time.time()
        extra = made_up(synthetic, words, fonts_in(fonts), list(surroundings) + list(pictures[::3]), STORED)
        print(f"{len(extra)} covers made up in {time.time() - started:.0f} s", flush=True)
        pictures, aspects = np.concatenate([pictures, extra]), aspects + list(np.random.uniform(0.6, 0.8, len(extra)))
    return (
        Pool(pictures, aspects, device),
        len(kept),
        Pool(stacked([c[4] for c in held]), [c[1] for c in held], device),
        Pool(surroundings, [1] * len(surroundings), device),
    )


def varied(pool, ids, partners):
    """Further identities out of the ones there are: mirrored, a detail enlarged, upper and lower part from different covers,
    colours exchanged. Returns the pictures, their aspects and whether the partner is in them."""
    x, aspect = pool.take(ids)
    dice = Dice(len(ids), x.device)
    kind = dice.between(0, 1)
    mirror = (kind > 0.55) & (kind < 0.63)
    detail = (kind > 0.63) & (kind < 0.78)
    halves = (kind > 0.78) & (kind < 0.9)
    recoloured = kind > 0.9
    w, h = [torch.where(detail, dice.between(0.45, 0.9), torch.ones_like(aspect)) for _ in "wh"]
    sign = torch.where(mirror, -1.0, 1.0)
    zero = torch.zeros_like(aspect)
    move = [dice.between(-1, 1) * (1 - side) for side in (w, h)]
    theta = torch.stack([torch.stack([w * sign, zero, move[0]], -1), torch.stack([zero, h, move[1]], -1)], 1)
    x = F.grid_sample(x, F.affine_grid(theta, x.shape, align_corners=False), padding_mode="border", align_corners=False)
    aspect = torch.where(detail, dice.between(0.6, 0.8), aspect)
    size = x.shape[-1]
    row = torch.arange(size, device=x.device).view(1, 1, -1, 1)
    below = (row > dice.between(0.35, 0.65, 1, 1, 1) * size) & halves.view(-1, 1, 1, 1)
    x = torch.where(below, pool.take(partners)[0], x)
    order = torch.rand(len(ids), 3, device=x.device).argsort(1)
    swapped = x.gather(1, order.view(-1, 3, 1, 1).expand_as(x))
    x = torch.where(recoloured.view(-1, 1, 1, 1), torch.where(dice.chance(0.3, 1, 1, 1) > 0, 1 - swapped, swapped), x)
    return x, aspect, torch.where(halves, partners, ids)


def kin(family, others):
    """B x N: whether two pictures have a cover in common; such pairs are no negatives. Families are pairs of ids."""
    a, b = family.unsqueeze(1), others.unsqueeze(0)
    return (a[..., 0] == b[..., 0]) | (a[..., 0] == b[..., 1]) | (a[..., 1] == b[..., 0]) | (a[..., 1] == b[..., 1])


@torch.no_grad()
def validated(model, held, pool, backgrounds, size):
    """Recall@1 of one simulated photo of each held-out cover, at full difficulty, in a gallery of them and 3,000 others."""
    model.eval()
    state = torch.random.get_rng_state(), torch.cuda.get_rng_state() if torch.cuda.is_available() else None
    torch.manual_seed(11)
    x, aspect = held.take(torch.arange(len(held), device=held.aspects.device))
    right = 0
    gallery = torch.cat([held.pictures, pool.pictures[:3000]])
    shrink = lambda p: F.interpolate(p.float() / 255, size=size, mode="bilinear", antialias=True, align_corners=False)
    vectors = torch.cat([model(shrink(part)).float() for part in gallery.split(250)])
    behind = backgrounds.take(torch.randint(len(backgrounds), (len(held),), device=x.device))[0]
    for _ in range(4):
        mixed = torch.randperm(len(held), device=x.device)
        z = model(photo(x[mixed], aspect[mixed], x, aspect, behind, size, 1.0)).float()
        right += ((z @ vectors.T).argmax(1) == mixed).float().mean().item() / 4
    torch.random.set_rng_state(state[0])
    if state[1] is not None:
        torch.cuda.set_rng_state(state[1])
    model.train()
    return right


def main():
    a = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    a.add_argument("--data", required=True)
    a.add_argument("--fonts", required=True)
    a.add_argument("--trunk", required=True)
    a.add_argument("--grow", help="state of an encoder of width 1 to start from")
    a.add_argument("--resume", help="state of an encoder of this width and both depths to go on from")
    a.add_argument("--out", required=True)
    a.add_argument("--width", type=int, default=2)
    a.add_argument("--minutes", type=float, default=20)
    a.add_argument("--sizes", default="160,192,224", help="input size in the first 40 %%, to 75 %%, to the end")
    a.add_argument("--batch", type=int, default=512)
    a.add_argument("--queue", type=int, default=8192)
    a.add_argument("--lr", type=float, default=1.2e-3)
    a.add_argument("--start-level", type=float, default=0.6)
    a.add_argument("--temperature", type=float, default=0.06)
    a.add_argument("--synthetic", type=int, default=6000)
    a.add_argument("--steps", type=int, default=10**9, help="stop early, to try things out")
    a.add_argument("--average", type=float, default=0.998, help="how much of the averaged weights a step keeps")
    a.add_argument("--queue-from", type=int, default=300, help="step from which vectors are kept as negatives; before that they move too fast")
    a.add_argument("--check-minutes", type=float, default=2, help="time between checks on the held-out covers")
    a.add_argument("--warm-up", type=int, default=200, help="steps over which the learning rate rises")
    a.add_argument("--threads", type=int, default=0)
    a.add_argument("--compile", action="store_true")
    a.add_argument("--seed", type=int, default=0)
    o = a.parse_args()
    torch.manual_seed(o.seed), np.random.seed(o.seed)
    torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = True
    torch.backends.cudnn.benchmark = True
    device = "cuda" if torch.cuda.is_available() else "cpu"
    if o.threads:
        torch.set_num_threads(o.threads)
    os.makedirs(o.out, exist_ok=True)

    pool, real, held, backgrounds = load(o.data, o.fonts, o.synthetic, device)
    model = CoverEncoder(o.trunk, o.width)
    if o.grow:
        model.load_state_dict(grown(torch.load(o.grow, map_location="cpu"), model, o.width))
    if o.resume:
        model.load_state_dict({k: v.float() for k, v in torch.load(o.resume, map_location="cpu").items()})
    model = model.to(device).to(memory_format=torch.channels_last)
    average = copy.deepcopy(model)
    run = torch.compile(model) if o.compile else model
    optimizer = torch.optim.AdamW(model.parameters(), lr=o.lr, weight_decay=1e-4, fused=device == "cuda")
    queue, queue_family = torch.zeros(0, DIM, device=device), torch.zeros(0, 2, dtype=torch.long, device=device)
    print(f"{real} real and {len(pool) - real} made-up covers, {len(backgrounds)} surroundings, {sum(p.numel() for p in model.parameters()) / 1e6:.2f} M parameters", flush=True)

    def save():
        average.bn.load_state_dict(model.bn.state_dict())
        torch.save(average.state_dict(), os.path.join(o.out, "new.pt"))
        os.replace(os.path.join(o.out, "new.pt"), os.path.join(o.out, "encoder.pt"))

    sizes = [int(s) for s in o.sizes.split(",")]
    # Real covers come up twice as often as made-up ones.
    chances = torch.cat([torch.full((real,), 2.0), torch.ones(len(pool) - real)]).to(device)
    step, start, saved, said, seen = 0, time.time(), time.time(), time.time(), 0
    while (done := (time.time() - start) / (o.minutes * 60)) < 1 and step < o.steps:
        rate = o.lr * min(1, (step + 1) / o.warm_up) * (0.01 + 0.99 * 0.5 * (1 + math.cos(math.pi * done)))
        for group in optimizer.param_groups:
            group["lr"] = rate
        size = sizes[0] if done < 0.4 else sizes[1] if done < 0.75 else sizes[2]
        level = min(1, o.start_level + (1 - o.start_level) * done / 0.35)
        ids = torch.multinomial(chances, o.batch)
        partners = torch.randint(len(pool), (o.batch,), device=device)
        with torch.no_grad():
            x, aspect, second = varied(pool, ids, partners)
            family = torch.stack([ids, second], 1)
            if torch.rand(1).item() < 0.5:
                behind = backgrounds.take(torch.randint(len(backgrounds), (o.batch,), device=device))[0]
            else:
                behind = x.roll(torch.randint(1, o.batch, (1,)).item(), 0)
            pictures = torch.cat([photo(x, aspect, x, aspect, behind, size, level), clean(x, size)])
            pictures = pictures.contiguous(memory_format=torch.channels_last)
        with torch.autocast(device, torch.bfloat16, enabled=device == "cuda"):
            z = run(pictures).float()
        query, key = z[: o.batch], z[o.batch :]
        target = torch.arange(o.batch, device=device)
        similarity = query @ torch.cat([key, queue]).T / o.temperature
        same = kin(family, torch.cat([family, queue_family]))
        same[target, target] = False
        forward = F.cross_entropy(similarity.masked_fill(same, -1e4), target)
        backward = F.cross_entropy((key @ query.T / o.temperature).masked_fill(same[:, : o.batch], -1e4), target)
        nearest = (key @ key.T - 2 * torch.eye(o.batch, device=device)).max(1)[0]
        spread = -torch.log((2 - 2 * nearest).clamp(min=1e-4).sqrt()).mean()
        loss = forward + 0.5 * backward + 0.05 * spread
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 5.0)
        optimizer.step()
        with torch.no_grad():
            decay = min(o.average, (step + 1) / (step + 10))
            torch._foreach_lerp_(list(average.parameters()), list(model.parameters()), 1 - decay)
            if step >= o.queue_from:
                queue, queue_family = torch.cat([key.detach(), queue])[: o.queue], torch.cat([family, queue_family])[: o.queue]
        step, seen = step + 1, seen + 2 * o.batch
        if step % (100 if device == "cuda" else 10) == 0:
            right = (similarity.argmax(1) == target).float().mean().item()
            now = time.time()
            print(f"{step} {100 * done:.0f}% size {size} loss {loss.item():.3f} right {right:.3f} level {level:.2f} lr {rate:.5f} {seen / (now - said):.0f} pictures/s", flush=True)
            said, seen = now, 0
        if time.time() - saved > 60 * o.check_minutes or (o.steps < 1000 and step == o.steps):
            save()
            print(f"held out: {validated(average, held, pool, backgrounds, size):.4f}", flush=True)
            saved = time.time()
    save()
    print(f"held out, at the end: {validated(average, held, pool, backgrounds, sizes[2]):.4f}, {step} steps", flush=True)


if __name__ == "__main__":
    main()
