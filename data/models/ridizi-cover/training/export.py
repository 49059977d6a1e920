"""Writes a trained encoder as a transformers.js model folder: python3 export.py encoder.pt trunk.onnx OUT_DIR SIZE"""
import json
import os
import sys

import torch

from encoder import DIM, restored


def config(size):
    return {
        "model_type": "clip",
        "architectures": ["CLIPVisionModelWithProjection"],
        "projection_dim": DIM,
        "vision_config": {"model_type": "clip_vision_model", "image_size": size, "projection_dim": DIM},
    }


def preprocessing(size):
    return {
        "image_processor_type": "CLIPImageProcessor",
        "do_convert_rgb": True,
        "do_resize": True,
        "size": {"width": size, "height": size},
        "resample": 2,
        "do_center_crop": False,
        "do_rescale": True,
        "rescale_factor": 1 / 255,
        "do_normalize": False,
    }


def main():
    weights, trunk, out, size = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])
    os.makedirs(os.path.join(out, "onnx"), exist_ok=True)
    torch.onnx.export(
        restored(weights, trunk),
        torch.rand(2, 3, size, size),
        os.path.join(out, "onnx", "vision_model.onnx"),
        opset_version=14,
        dynamo=False,  # the newer exporter writes a later opset than the runtime in the browser is sure to know
        input_names=["pixel_values"],
        output_names=["image_embeds"],
        dynamic_axes={"pixel_values": {0: "batch", 2: "height", 3: "width"}, "image_embeds": {0: "batch"}},
    )
    for name, content in (("config.json", config(size)), ("preprocessor_config.json", preprocessing(size))):
        with open(os.path.join(out, name), "w") as file:
            json.dump(content, file, indent=2)


if __name__ == "__main__":
    main()
