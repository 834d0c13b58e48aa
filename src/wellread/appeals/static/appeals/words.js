/* Lets an editor choose the words of a list by name; the field keeps them parted by commas. */
(() => {
  const PAUSE_MS = 120
  const { Controller } = window.StimulusModule

  class WordsController extends Controller {
    static values = { url: String, names: Object, noun: String }

    connect() {
      this.input = this.element.querySelector("input")
      if (!this.urlValue || this.search) return
      this.names = this.namesValue
      const id = this.input.id
      this.chosen = made("ul", { class: "words-chosen" })
      this.search = made("input", {
        type: "text", id: `${id}-search`, role: "combobox", autocomplete: "off",
        "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": `${id}-found`,
        placeholder: `Search for a ${this.nounValue}`,
      })
      const described = this.input.getAttribute("aria-describedby")
      if (described) this.search.setAttribute("aria-describedby", described)
      this.found = made("ul", { class: "words-found", id: `${id}-found`, role: "listbox", hidden: "" })
      const label = document.querySelector(`label[for="${CSS.escape(id)}"]`)
      if (label) {
        label.htmlFor = this.search.id
        this.found.setAttribute("aria-label", label.textContent.trim())
      }
      this.input.type = "hidden"
      this.element.prepend(this.chosen)
      this.element.append(this.search, this.found)
      this.search.addEventListener("input", () => this.seekSoon())
      this.search.addEventListener("focus", () => this.seekSoon())
      this.search.addEventListener("keydown", (event) => this.key(event))
      this.search.addEventListener("blur", () => this.close())
      this.show()
    }

    get words() {
      return this.input.value.split(/[,\n]/).map((word) => word.trim()).filter(Boolean)
    }

    set words(words) {
      this.input.value = words.join(", ")
      this.input.dispatchEvent(new Event("change", { bubbles: true }))
      this.show()
    }

    show() {
      this.chosen.replaceChildren(...this.words.map((word) => {
        const name = this.names[word]
        const button = made("button", { type: "button", "aria-label": `Remove ${name || word}` })
        button.textContent = name ? (name === word ? name : `${name} (${word})`) : `${word}: there is none`
        if (!name) button.className = "words-gone"
        button.addEventListener("click", () => {
          this.words = this.words.filter((other) => other !== word)
          this.search.focus()
        })
        const item = made("li", {})
        item.append(button)
        return item
      }))
    }

    seekSoon() {
      clearTimeout(this.timer)
      this.timer = setTimeout(() => this.seek(), PAUSE_MS)
    }

    async seek() {
      const typed = this.search.value
      const answer = await fetch(`${this.urlValue}?q=${encodeURIComponent(typed)}`)
      if (!answer.ok || typed !== this.search.value || document.activeElement !== this.search) return
      const { words } = await answer.json()
      this.options = words.filter(([word]) => !this.words.includes(word))
      this.active = this.options.length && typed ? 0 : -1
      this.draw()
    }

    draw() {
      this.found.replaceChildren(...this.options.map(([word, name], place) => {
        const option = made("li", {
          role: "option", id: `${this.found.id}-${place}`, "aria-selected": String(place === this.active),
        })
        option.textContent = name === word ? name : `${name} (${word})`
        // The field would lose its focus, and the list with it, before a click is one.
        option.addEventListener("mousedown", (event) => event.preventDefault())
        option.addEventListener("click", () => this.choose(place))
        return option
      }))
      this.found.hidden = !this.options.length
      this.search.setAttribute("aria-expanded", String(!this.found.hidden))
      const active = this.found.children[this.active]
      if (active) this.search.setAttribute("aria-activedescendant", active.id)
      else this.search.removeAttribute("aria-activedescendant")
      active?.scrollIntoView({ block: "nearest" })
    }

    key(event) {
      const steps = { ArrowDown: 1, ArrowUp: -1 }
      const isOpen = !this.found.hidden
      if (event.key in steps && isOpen) {
        event.preventDefault()
        const count = this.options.length
        this.active = (this.active + steps[event.key] + count) % count
        this.draw()
      } else if (event.key === "Enter") {
        // Enter in a search is no wish to save the campaign.
        event.preventDefault()
        if (isOpen && this.active >= 0) this.choose(this.active)
      } else if (event.key === "Escape") this.close()
      else if (event.key === "Backspace" && !this.search.value) this.words = this.words.slice(0, -1)
    }

    choose(place) {
      const [word, name] = this.options[place]
      this.names[word] = name
      this.words = [...this.words, word]
      this.search.value = ""
      this.close()
    }

    close() {
      clearTimeout(this.timer)
      this.options = []
      this.active = -1
      this.draw()
    }
  }

  function made(name, attributes) {
    const element = document.createElement(name)
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value)
    return element
  }

  window.wagtail.app.register("words", WordsController)
})()
