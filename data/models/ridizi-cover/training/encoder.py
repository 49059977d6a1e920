"""The cover encoder: a MobileNetV3-small trunk, generalised-mean pooling at two depths, a linear map to a unit 512-vector.

The trunk is read from an ONNX file (an ImageNet image embedder, batch norm folded into the convolutions): `Graph` runs such
a file as a trainable module, so no layer has to be named by hand. `grown` turns the weights of a narrow encoder into those
of a wider one that computes the same.
"""
import onnx
import torch
import torch.nn as nn
import torch.nn.functional as F
from onnx import numpy_helper

DIM = 512
DEPTHS = ("y_139", "y_200")  # the trunk's tensors that are pooled: 240 channels at stride 16, 432 at stride 32
SHALLOW = 240


def attributes_of(node):
    return {a.name: onnx.helper.get_attribute_value(a) for a in node.attribute}


class Graph(nn.Module):
    """A feed-forward ONNX graph up to some of its tensors, its convolutions trainable, every layer `width` times as wide."""

    def __init__(self, path, outputs, width=1):
        super().__init__()
        graph = onnx.load(path).graph
        constants = {t.name: torch.tensor(numpy_helper.to_array(t)).float() for t in graph.initializer}
        self.input, self.outputs, self.steps, self.weights = graph.input[0].name, list(outputs), [], nn.ParameterDict()
        missing = set(outputs)
        for node in graph.node:
            attributes = attributes_of(node)
            for position, name in enumerate(node.input):
                if name in constants and name not in self.weights and node.op_type in ("Conv", "Mul", "Add", "Sub"):
                    value = constants[name]
                    if node.op_type == "Conv":
                        value = torch.zeros(grown_shape(value.shape, width))
                    self.weights[name] = nn.Parameter(value, requires_grad=node.op_type == "Conv")
            if attributes.get("group", 1) > 1:
                attributes["group"] *= width
            self.steps.append((node.op_type, list(node.input), node.output[0], attributes))
            missing.discard(node.output[0])
            if not missing:
                return
        raise ValueError(f"{path} has no tensor {missing}")

    def forward(self, x):
        values = {self.input: x}
        get = lambda name: values[name] if name in values else self.weights[name]
        for op, inputs, output, attributes in self.steps:
            t = get(inputs[0])
            if op == "Conv":
                values[output] = self.convolve(t, inputs, attributes)
            elif op == "Relu":
                values[output] = F.relu(t)
            elif op == "Clip":
                values[output] = F.relu6(t)
            elif op == "HardSigmoid":
                values[output] = F.hardsigmoid(t)
            elif op == "Identity":
                values[output] = t
            elif op == "GlobalAveragePool":
                values[output] = t.mean((2, 3), keepdim=True)
            elif op == "Mul":
                values[output] = t * get(inputs[1])
            elif op == "Add":
                values[output] = t + get(inputs[1])
            elif op == "Sub":
                values[output] = t - get(inputs[1])
            else:
                raise ValueError(f"operator {op} is not supported")
        return [values[name] for name in self.outputs]

    def convolve(self, t, inputs, attributes):
        top, left, bottom, right = attributes.get("pads", [0, 0, 0, 0])
        padding = (top, left)
        if (top, left) != (bottom, right):
            t, padding = F.pad(t, (left, right, top, bottom)), 0
        bias = self.weights[inputs[2]] if len(inputs) > 2 else None
        strides, groups = attributes.get("strides", [1, 1]), attributes.get("group", 1)
        return F.conv2d(t, self.weights[inputs[1]], bias, strides, padding, 1, groups)


def grown_shape(shape, width):
    """Of a convolution's bias, or of its kernel: a depthwise kernel and the first one keep their input channels."""
    if len(shape) == 1:
        return (shape[0] * width,)
    return (shape[0] * width, shape[1] * (1 if shape[1] in (1, 3) else width), *shape[2:])


def grown_weight(value, width):
    """The same function on `width` copies of every channel. The copies would stay equal for ever under gradient descent, so
    each output splits its input weight over the copies in its own, random way; their sum, and so the output, is unchanged."""
    if len(value.shape) == 1:
        return value.repeat(width)
    tiled = value.repeat(width, *[1] * (value.dim() - 1))
    if value.shape[1] in (1, 3) and value.dim() == 4:
        return tiled
    share = torch.randn(width, *tiled.shape[:2]) * 0.5
    share = share - share.mean(0) + 1 / width
    return torch.cat([tiled * s.reshape(*s.shape, *[1] * (value.dim() - 2)) for s in share], 1)


def grown(state, model, width):
    """The state of an encoder of width 1 as that of `model`: `width` times as wide, and of both depths; one that knew only
    the deeper is blind at first to the other."""
    new, before = model.state_dict(), state["proj.weight"].shape[1]
    deep = model.channels // width - SHALLOW
    shallow = before - deep  # 0, or SHALLOW
    for name, value in state.items():
        convolution = name.startswith("trunk.weights.") and model.get_parameter(name).requires_grad
        if convolution:
            new[name] = grown_weight(value, width)
        elif name == "proj.weight":
            # Pooled channels come depth by depth, and within a depth copy by copy.
            first = value[:, :shallow] if shallow else torch.zeros(DIM, SHALLOW)
            new[name] = torch.cat([first / width] * width + [value[:, shallow:] / width] * width, 1)
        elif name == "p":
            new["p"] = value.reshape(-1).expand(len(DEPTHS)).clone()
        else:
            new[name] = value
    return new


class CoverEncoder(nn.Module):
    """Pictures, B x 3 x S x S in 0..1 (the whole picture squashed to a square), to unit vectors, B x 512."""

    def __init__(self, trunk_path, width=1, depths=DEPTHS):
        super().__init__()
        self.width, self.trunk = width, Graph(trunk_path, depths, width)
        with torch.no_grad():
            self.channels = sum(t.shape[1] for t in self.trunk(torch.zeros(1, 3, 64, 64)))
        self.p = nn.Parameter(torch.full((len(depths),), 3.0))
        self.proj = nn.Linear(self.channels, DIM)
        self.bn = nn.BatchNorm1d(DIM, affine=False)

    def pooled(self, t, p):
        """Generalised mean over the picture, B x C; in float32, where the powers don't overflow."""
        return t.float().clamp(min=1e-4).pow(p).mean((2, 3)).pow(1 / p)

    def forward(self, x):
        maps = self.trunk(x)
        features = torch.cat([self.pooled(t, p) for t, p in zip(maps, self.p)], 1)
        return F.normalize(self.bn(self.proj(features).float()), dim=1)


def restored(path, trunk_path):
    """The encoder of a state file, ready to encode: its width and depths are read from the shapes of its weights."""
    state = {name: value.float() for name, value in torch.load(path, map_location="cpu").items()}
    state["p"] = state["p"].reshape(-1)  # one depth: v0 has a plain number here
    depths = DEPTHS[-len(state["p"]) :]
    narrow = CoverEncoder(trunk_path, 1, depths)
    width = state["proj.weight"].shape[1] // narrow.channels
    model = narrow if width == 1 else CoverEncoder(trunk_path, width, depths)
    model.load_state_dict(state)
    return model.eval()
