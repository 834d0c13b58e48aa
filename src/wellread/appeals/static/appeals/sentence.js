/* Keeps the sentence above a campaign's form true to what stands in the form. */
(() => {
  const PAUSE_MS = 400
  const { Controller } = window.StimulusModule

  class CampaignSentenceController extends Controller {
    static targets = ["words", "warnings", "notes"]
    static values = { url: String }

    connect() {
      this.form = this.element.closest("form")
      this.soon = () => {
        clearTimeout(this.timer)
        this.timer = setTimeout(() => this.tell(), PAUSE_MS)
      }
      // Choosers and rows that are added or taken away change hidden fields and say so as they please.
      for (const kind of ["input", "change", "click"]) this.form.addEventListener(kind, this.soon)
    }

    disconnect() {
      clearTimeout(this.timer)
      this.asking?.abort()
      for (const kind of ["input", "change", "click"]) this.form.removeEventListener(kind, this.soon)
    }

    async tell() {
      const body = new URLSearchParams(
        [...new FormData(this.form)].filter(([, value]) => typeof value === "string"),
      )
      const typed = `${body}`
      if (typed === this.told) return
      this.asking?.abort()
      this.asking = new AbortController()
      try {
        const answer = await fetch(this.urlValue, { method: "POST", body, signal: this.asking.signal })
        if (!answer.ok) return
        const { sentence, warnings, notes } = await answer.json()
        this.told = typed
        this.wordsTarget.textContent = sentence
        this.warningsTarget.replaceChildren(...warnings.map(row))
        this.notesTarget.replaceChildren(...notes.map(row))
      } catch {
        // Offline, or asked anew meanwhile: the words before stay, and the next change asks again.
      }
    }
  }

  function row(text) {
    const made = document.createElement("li")
    made.textContent = text
    return made
  }

  window.wagtail.app.register("campaign-sentence", CampaignSentenceController)
})()
