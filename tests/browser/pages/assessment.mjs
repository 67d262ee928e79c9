// The assessment: questions, a list of service instances, and what was found.

export class AssessmentPage {
  constructor(page) {
    this.page = page
  }

  /** Answers a question; one that takes several answers gets all of them. */
  async answer(question, ...choices) {
    for (const choice of choices) {
      const told = this.page.waitForResponse((answer) => answer.url().endsWith('/assessments'))
      await this.page.getByTestId(`question-${question}`).locator(`input[value="${choice}"]`).check()
      await told
    }
  }

  async paste(list) {
    const form = this.page.getByTestId('instances')
    await form.locator('textarea').fill(list)
    await form.getByTestId('assess-instances').click()
  }

  async verdict(words) {
    await this.page.getByTestId('verdict').getByText(words, { exact: false }).first().waitFor()
  }

  /** Something stops, or goes on. */
  async says(affected, what) {
    await this.page.locator(`.effect[data-affected="${affected}"]`).filter({ hasText: what }).first().waitFor()
  }

  /** The playbooks that mend it, the best first. */
  mends() {
    return this.page.getByTestId('mends').locator('a').evaluateAll((all) => all.map((one) => one.dataset.testid))
  }
}
