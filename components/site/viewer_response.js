// Runs on every answer below status 400: turns the metadata that publishing gave an object into its own status and
// headers. CloudFront has applied the response headers policy by then.
const PREFIX = 'x-amz-meta-';
// These are for the object to decide; any other header that the answer has already stays as it is.
const OWN = ['content-security-policy', 'location'];
// The digest of a file that was uploaded in parts is for the next publication, and not for viewers.
const DIGEST = 'sha256';

function handler(event) {
  const response = event.response;
  const headers = response.headers;
  const stored = Object.keys(headers).filter((name) => name.startsWith(PREFIX));
  if (stored.length === 0 && response.statusCode === 304) {
    // The browser keeps the policy that came with the page, which a default sent now would replace.
    delete headers['content-security-policy'];
  }
  let status = 0;
  stored.forEach((name) => {
    const own = name.slice(PREFIX.length);
    const value = headers[name].value;
    delete headers[name];
    if (own === 'status') {
      status = Number(value);
    } else if (own !== DIGEST && (OWN.includes(own) || !headers[own])) {
      headers[own] = { value: value };
    }
  });
  if (REASONS[status] && headers.location) {
    // The same object, changed in place: a new one was reported to end in status 502.
    response.statusCode = status;
    response.statusDescription = REASONS[status];
    headers.location.value = withQuery(headers.location.value, event.request.querystring);
  }
  return response;
}
