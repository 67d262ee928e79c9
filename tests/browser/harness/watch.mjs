// Watches a page: console errors, uncaught errors, violations of the content security policy, requests that fail
// and answers that nobody announced all end the journey.

const SESSION_QUESTION = /\/api\/v1\/session$/

export class Watch {
  constructor(page, origin) {
    this.page = page
    this.origin = origin
    this.complaints = []
    this.allowed = [{ status: 401, path: SESSION_QUESTION }]
    this.remarks = []
    this.quiet = false
  }

  async begin() {
    const { page } = this
    await page.exposeBinding('reportPolicyViolation', (_, violation) => this.complain(`content security policy: ${violation}`))
    await page.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', (event) => {
        window.reportPolicyViolation(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`)
      })
    })
    page.on('pageerror', (error) => this.complain(`uncaught: ${error.message}`))
    page.on('console', (message) => this.console(message))
    page.on('requestfailed', (request) => this.failed(request))
    page.on('response', (response) => this.response(response))
  }

  /** Announces that answers with this status are part of the journey. */
  expect(status, path) {
    this.allowed.push({ status, path })
  }

  /** Announces that remarks of this kind on the console are part of the journey. */
  expectRemark(pattern) {
    this.remarks.push(pattern)
  }

  ours(url) {
    return url.startsWith(this.origin())
  }

  console(message) {
    if (message.type() !== 'error' && message.type() !== 'warning') return
    // Statuses are judged by `response`, which knows the path; the provider's own pages are not ours to judge.
    if (message.text().startsWith('Failed to load resource')) return
    // Development builds warn of a value that is read once where it could be followed; the shipped build has no such text.
    if (message.text().includes('outside a reactive tracking context')) return
    if (this.remarks.some((pattern) => pattern.test(message.text()))) return
    const where = message.location().url || this.page.url()
    if (this.ours(where)) this.complain(`console ${message.type()}: ${message.text()} (${where})`)
  }

  failed(request) {
    const reason = request.failure()?.errorText ?? ''
    // A page that is left takes its unfinished requests along.
    if (!this.ours(request.url()) || reason === 'net::ERR_ABORTED' || this.quiet) return
    this.complain(`request failed: ${request.method()} ${request.url()}: ${reason}`)
  }

  response(response) {
    const [status, url] = [response.status(), response.url()]
    if (status < 400 || !this.ours(url)) return
    const path = new URL(url).pathname
    if (this.allowed.some((allowed) => allowed.status === status && allowed.path.test(path))) return
    this.complain(`unannounced answer: ${status} ${response.request().method()} ${path}`)
  }

  complain(complaint) {
    this.complaints.push(complaint)
  }

  /** Ends the journey if anything was found. */
  verify() {
    if (this.complaints.length) throw new Error(`on the way:\n  ${this.complaints.join('\n  ')}`)
  }
}
