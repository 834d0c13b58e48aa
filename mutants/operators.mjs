// Small faults in JavaScript: the files named are read, and each change is told as a line of JSON.

import { readFileSync } from "node:fs"
import { createRequire } from "node:module"

const { parse } = createRequire(`${process.cwd()}/var/node/`)("acorn")

const OTHER = {
  "<": ["<=", ">="], "<=": ["<", ">"], ">": [">=", "<="], ">=": [">", "<"],
  "===": ["!=="], "!==": ["==="], "&&": ["||"], "||": ["&&"], "??": ["&&"],
  "+": ["-"], "-": ["+"], "*": ["/"], "/": ["*"], "%": ["*"],
  "<<": [">>"], ">>": ["<<"], ">>>": [">>"], "&": ["|"], "|": ["&"], "^": ["|"],
  "+=": ["-=", "="], "-=": ["+=", "="], "|=": ["&=", "="], "^=": ["|=", "="],
  "||=": ["&&=", "="], "++": ["--"], "--": ["++"],
}

/** The changes of one node: what stands in place of its text. */
function changes(node, text) {
  const own = text.slice(node.start, node.end)
  const swapped = (from, to, operator) => {
    const between = text.slice(from, to)
    return (OTHER[operator] ?? []).map(
      (other) => text.slice(node.start, from) + between.replace(operator, other) + text.slice(to, node.end),
    )
  }
  switch (node.type) {
    case "BinaryExpression":
    case "LogicalExpression":
    case "AssignmentExpression":
      return swapped(node.left.end, node.right.start, node.operator)
    case "UpdateExpression":
      return [own.replace(node.operator, OTHER[node.operator][0])]
    case "UnaryExpression":
      return node.operator === "!" || node.operator === "-" ? [text.slice(node.argument.start, node.argument.end)] : []
    case "ConditionalExpression":
    case "IfStatement":
      return ["BinaryExpression", "UnaryExpression"].includes(node.test.type)
        ? []
        : [
            text.slice(node.start, node.test.start) +
              `!(${text.slice(node.test.start, node.test.end)})` +
              text.slice(node.test.end, node.end),
          ]
    case "Literal":
      if (typeof node.value === "string") return [JSON.stringify(node.value ? `XX${node.value}XX` : "XX")]
      if (typeof node.value === "number") return [String(node.value + 1)]
      if (typeof node.value === "boolean") return [String(!node.value)]
      return []
    case "TemplateElement":
      return node.value.raw ? [`XX${node.value.raw}`] : []
    case "ReturnStatement":
      return node.argument && own !== "return null" ? ["return null"] : []
    case "ContinueStatement":
      return ["break"]
    case "ExpressionStatement":
      return node.directive ? [] : [";"]
    case "SpreadElement":
      return text[node.start - 1] === "(" ? [] : ["...[]"]
    case "ThrowStatement":
      return [";"]
    case "CallExpression":
      return node.callee.property && ["sort", "filter", "slice", "toLowerCase"].includes(node.callee.property.name)
        ? [text.slice(node.callee.object.start, node.callee.object.end)]
        : []
    default:
      return []
  }
}

function* nodes(node, owner) {
  if (Array.isArray(node)) {
    for (const one of node) yield* nodes(one, owner)
    return
  }
  if (!node || typeof node.type !== "string" || node.type === "ImportDeclaration") return
  const named = node.type === "FunctionDeclaration" || node.type === "VariableDeclarator" ? node.id?.name : null
  const inner = owner || named || ""
  yield [node, inner]
  const isProperty = node.type === "Property" || node.type === "MemberExpression"
  for (const [key, value] of Object.entries(node)) {
    if (isProperty && !node.computed && (key === "key" || key === "property")) continue
    yield* nodes(value, inner)
  }
}

for (const file of process.argv.slice(2)) {
  const text = readFileSync(file, "utf8")
  const tree = parse(text, { ecmaVersion: "latest", sourceType: "module" })
  for (const [node, owner] of nodes(tree.body, "")) {
    for (const changed of changes(node, text)) {
      console.log(JSON.stringify({ file, owner, start: node.start, end: node.end, old: text.slice(node.start, node.end), changed }))
    }
  }
}
