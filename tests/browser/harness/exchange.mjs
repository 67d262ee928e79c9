// Exchange Online as an application sees it: EWS and Microsoft Graph, which look at the token, at whose mailbox is
// meant, and at the headers that Exchange wants; what does not fit is refused in Exchange's words and kept in `faults`.

import { once } from 'node:events'
import { createServer } from 'node:http'

const EWS = 'https://outlook.office365.com'
const GRAPH = 'https://graph.microsoft.com'
const GRAPH_MAIL = ['Mail.Read', 'Mail.ReadBasic', 'Mail.ReadWrite', 'Mail.ReadBasic.All']

function claimsOf(request) {
  const token = request.headers.authorization?.match(/^Bearer (.+)$/)?.[1]
  try {
    return JSON.parse(Buffer.from(token.split('.')[1], 'base64url').toString())
  } catch {
    return undefined
  }
}

export class Exchange {
  /** `mailboxes` are those that an application may open; others are refused as a policy does. */
  async start({ mailboxes }) {
    Object.assign(this, { mailboxes, faults: [], opened: [] })
    this.server = createServer((request, response) => this.handle(request, response))
    this.server.listen(0, '127.0.0.1')
    await once(this.server, 'listening')
    this.url = `http://localhost:${this.server.address().port}`
    return this
  }

  /** The address of EWS. */
  ews() {
    return `${this.url}/EWS/Exchange.asmx`
  }

  async handle(request, response) {
    const claims = claimsOf(request)
    const url = new URL(request.url, this.url)
    if (!claims) return response.writeHead(401, { 'www-authenticate': 'Bearer' }).end()
    if (url.pathname === '/EWS/Exchange.asmx') return this.webServices(request, response, claims)
    const inbox = url.pathname.match(/^\/v1\.0\/(?:me|users\/([^/]+))\/mailFolders\/inbox$/)
    if (inbox) return this.graph(response, claims, inbox[1] && decodeURIComponent(inbox[1]))
    response.writeHead(404).end()
  }

  /** A SOAP request for a folder: the application says whose mailbox it acts in, in the envelope and in a header. */
  async webServices(request, response, claims) {
    const chunks = []
    for await (const chunk of request) chunks.push(chunk)
    const envelope = Buffer.concat(chunks).toString()
    const impersonated = envelope.match(/<t:ConnectingSID>\s*<t:PrimarySmtpAddress>([^<]+)</)?.[1]
    const anchor = request.headers['x-anchormailbox']
    const application = claims.idtyp === 'app'
    // Microsoft's names, and those of RFC 9068.
    const scopes = (claims.scp ?? claims.scope ?? '').split(' ')
    const mailbox = application ? impersonated : (claims.upn ?? claims.sub)
    const wrong = [
      [claims.aud !== EWS, 'the token is for something else'],
      [request.method !== 'POST' || !request.headers['content-type']?.startsWith('text/xml'), 'not a SOAP request'],
      [!envelope.includes('GetFolder') || !envelope.includes('Id="inbox"'), 'not GetFolder of the inbox'],
      [application && !impersonated, 'no ExchangeImpersonation'],
      [application && anchor?.toLowerCase() !== impersonated?.toLowerCase(), 'X-AnchorMailbox is not the mailbox'],
    ].find(([is]) => is)
    if (wrong) {
      this.faults.push(wrong[1])
      return response.writeHead(500, { 'content-type': 'text/plain' }).end()
    }
    const permitted = application ? claims.roles?.includes('full_access_as_app') : scopes.includes('EWS.AccessAsUser.All')
    if (!permitted) return response.writeHead(403, { 'content-type': 'text/plain' }).end()
    if (!this.mailboxes.includes(mailbox)) return this.soap(response, 'Error', 'ErrorAccessDenied')
    this.opened.push(mailbox)
    this.soap(response, 'Success', 'NoError')
  }

  soap(response, kind, code) {
    response.writeHead(200, { 'content-type': 'text/xml; charset=utf-8' })
    response.end(`<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>
      <m:GetFolderResponse xmlns:m="http://schemas.microsoft.com/exchange/services/2006/messages" xmlns:t="http://schemas.microsoft.com/exchange/services/2006/types">
      <m:ResponseMessages><m:GetFolderResponseMessage ResponseClass="${kind}"><m:ResponseCode>${code}</m:ResponseCode>
      ${kind === 'Success' ? '<m:Folders><t:Folder><t:FolderId Id="AAA="/><t:DisplayName>Inbox</t:DisplayName><t:TotalCount>3</t:TotalCount></t:Folder></m:Folders>' : ''}
      </m:GetFolderResponseMessage></m:ResponseMessages></m:GetFolderResponse></s:Body></s:Envelope>`)
  }

  graph(response, claims, named) {
    const answer = (status, body) => response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    const application = claims.idtyp === 'app'
    if (claims.aud !== GRAPH) return answer(401, { error: { code: 'InvalidAuthenticationToken', message: 'Access token validation failure. Invalid audience.' } })
    if (application && !named) return answer(400, { error: { code: 'BadRequest', message: '/me request is only valid with delegated authentication flow.' } })
    const permitted = (application ? (claims.roles ?? []) : (claims.scp ?? '').split(' ')).some((name) => GRAPH_MAIL.includes(name))
    const mailbox = application ? named : (named ?? claims.upn)
    const own = application ? this.mailboxes.includes(mailbox) : mailbox === claims.upn
    if (!permitted || !own) return answer(403, { error: { code: 'ErrorAccessDenied', message: 'Access is denied. Check credentials and try again.' } })
    this.opened.push(mailbox)
    answer(200, { id: 'AAA=', totalItemCount: 3 })
  }

  async dispose() {
    this.server.closeAllConnections()
    this.server.close()
  }
}
