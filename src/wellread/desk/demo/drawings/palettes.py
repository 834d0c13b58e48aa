"""The lights in which Saltmere is drawn."""

from wellread.desk.demo.drawings.canvas import Palette

DAWN = Palette(
    sky=("#5b7d9a", "#a9b9bf", "#f3cdb0", "#f9e3c4"),
    sun="#fff3d6", cloud="#fbe9da", far="#a7a9b4", mid="#6f8290", near="#3f5a69", ink="#1f3541",
    sea=("#e7c9b3", "#4f7384"), glow="#ffd98a", accent="#d9623f", second="#e9a45b", light="#fff6e8",
)  # fmt: skip
DAY = Palette(
    sky=("#6fb0c9", "#a8d3da", "#e6efe2"),
    sun="#fffbe8", cloud="#ffffff", far="#a9c5c8", mid="#6d9aa3", near="#3c6b78", ink="#1c3c48",
    sea=("#9fd0d2", "#2f7687"), glow="#ffe9a8", accent="#d8503c", second="#f0b04a", light="#fdf8ec",
)  # fmt: skip
DUSK = Palette(
    sky=("#2b2d5b", "#76507f", "#dd7a6b", "#f7c38a"),
    sun="#ffe2ac", cloud="#e7a08f", far="#8a5f84", mid="#59477a", near="#37345f", ink="#1d1f42",
    sea=("#d98a7c", "#2d2f5c"), glow="#ffcf78", accent="#f0654f", second="#f4a259", light="#fdeada",
)  # fmt: skip
NIGHT = Palette(
    sky=("#0a1630", "#14305a", "#2c5378", "#557a8c"),
    sun="#f4f0dc", cloud="#35577a", far="#2f5273", mid="#1f3c5d", near="#142944", ink="#0a1830",
    sea=("#34607c", "#0b1a33"), glow="#ffc966", accent="#e86a4a", second="#f2b04f", light="#f6efdc",
)  # fmt: skip
STORM = Palette(
    sky=("#333f48", "#54646a", "#84928f", "#b7b9a6"),
    sun="#e2dfc6", cloud="#3d4a52", far="#6f7f80", mid="#52656a", near="#374a52", ink="#1c2a32",
    sea=("#7d9390", "#233a44"), glow="#ffd27a", accent="#e2703a", second="#e6b450", light="#eef0e4",
)  # fmt: skip
AUTUMN = Palette(
    sky=("#c9b183", "#e5cf9c", "#f6e7c3"),
    sun="#fff6d8", cloud="#fbf0d4", far="#c79f6c", mid="#a4703f", near="#6c4a34", ink="#33261f",
    sea=("#d9c08a", "#7c7350"), glow="#ffdf8e", accent="#bf4527", second="#e08a2e", light="#fff7e4",
)  # fmt: skip
SAGE = Palette(
    sky=("#86b3ad", "#bfd8c4", "#eef0d5"),
    sun="#fffbe0", cloud="#f6f8ea", far="#a3c0a5", mid="#6c9a7e", near="#3e7060", ink="#1e4039",
    sea=("#b7d6c3", "#487f76"), glow="#fbe7a0", accent="#dd6b4d", second="#ecb653", light="#fbf8e8",
)  # fmt: skip
WINTER = Palette(
    sky=("#8ea5bd", "#c0cedb", "#eceef0"),
    sun="#ffffff", cloud="#f8fafb", far="#b6c2cf", mid="#8495a8", near="#4f6379", ink="#28384b",
    sea=("#c4d2de", "#5a7590"), glow="#ffdf9b", accent="#c94f4a", second="#d9a556", light="#fafbfb",
)  # fmt: skip
ROSE = Palette(
    sky=("#7d6b9c", "#c58fa6", "#f4bfae", "#fbe2c9"),
    sun="#fff1d8", cloud="#fbd9cf", far="#b98fa6", mid="#8a6a92", near="#5a4a74", ink="#2e2a4b",
    sea=("#e5b0ab", "#5d5a86"), glow="#ffe0a0", accent="#d94f5c", second="#f0a85c", light="#fff2e8",
)  # fmt: skip
LAMP = Palette(
    sky=("#3a2233", "#6b3a3f", "#a85f49"),
    sun="#ffe3b0", cloud="#8c4f4a", far="#8a4f4a", mid="#6a3c44", near="#4a2b3a", ink="#27172a",
    sea=("#a3604c", "#3a2233"), glow="#ffd48a", accent="#e4573d", second="#f0a24a", light="#fdebd2",
)  # fmt: skip
