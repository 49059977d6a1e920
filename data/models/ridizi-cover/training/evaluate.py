"""Recall of real photos: python3 evaluate.py data.pkl trunk.onnx STATE:SIZE ...

Gallery: all covers and the other references. A query is tried whole and as two centre crops, each in four orientations; a
cover's score is the best of these twelve.
"""
import os
import pickle
import sys

import cv2
import numpy as np
import torch

from encoder import restored
from train import decoded

CROPS, RANKS = (1.0, 0.8, 0.6), (1, 5, 10, 50, 100)


def views(picture, size):
    made = []
    h, w = picture.shape[:2]
    for crop in CROPS:
        top, left = int(h * (1 - crop) / 2), int(w * (1 - crop) / 2)
        square = cv2.resize(picture[top : h - top, left : w - left], (size, size), interpolation=cv2.INTER_AREA)
        made += [np.rot90(square, k) for k in range(4)]
    return np.stack(made)


def encoded(model, pictures, device):
    out = []
    for i in range(0, len(pictures), 256):
        x = torch.from_numpy(np.ascontiguousarray(pictures[i : i + 256])).permute(0, 3, 1, 2).float().to(device) / 255
        with torch.no_grad():
            out.append(model(x).float().cpu())
    return torch.cat(out).numpy()


def recalls(encode, data, size):
    """{set: [recall at each of RANKS in %, number of photos]}"""
    names = [c[0] for c in data["covers"]] + [r[0] for r in data["refs"]]
    shrink = lambda p: cv2.resize(p, (size, size), interpolation=cv2.INTER_AREA if size < p.shape[0] else cv2.INTER_LINEAR)
    gallery = encode(np.stack([shrink(decoded(j)) for j in [c[4] for c in data["covers"]] + [r[1] for r in data["refs"]]]))
    at = {n: i for i, n in enumerate(names)}
    ranks = {}
    vectors = encode(np.concatenate([views(decoded(q[4]), size) for q in data["queries"]])).reshape(len(data["queries"]), 12, -1)
    for (_, reference, group, kind, _), z in zip(data["queries"], vectors):
        scores = (gallery @ z.T).max(1)
        rank = int((scores > scores[at[reference]]).sum())
        ranks.setdefault(group if group.startswith("dvd") or kind == "same_cover_design" else "books-other-edition", []).append(rank)
    return {g: [round(100 * float(np.mean(np.array(r) < k)), 1) for k in RANKS] + [len(r)] for g, r in sorted(ranks.items())}


def main():
    device = "cuda" if torch.cuda.is_available() else "cpu"
    with open(sys.argv[1], "rb") as file:
        data = pickle.load(file)
    for spec in sys.argv[3:]:
        path, size = spec.rsplit(":", 1)
        model = restored(path, sys.argv[2]).to(device)
        print(os.path.basename(path), size)
        for group, row in recalls(lambda p: encoded(model, p, device), data, int(size)).items():
            print(f"  {group:22s}", *[f"{v:6.1f}" for v in row], flush=True)


if __name__ == "__main__":
    main()
