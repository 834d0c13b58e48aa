/* The block in the editor: whatever stands in it is for members. */
(function ({ blocks, blockEditor, element }) {
  blocks.registerBlockType("wellread/community", {
    apiVersion: 2,
    title: "For members",
    description: "What stands in it opens to members alone: in posts, pages, patterns, templates and widgets.",
    icon: "lock",
    category: "text",
    edit: () => element.createElement("div", blockEditor.useBlockProps(), element.createElement(blockEditor.InnerBlocks)),
    save: () => element.createElement(blockEditor.InnerBlocks.Content),
  })
})(window.wp)
