// Runs on every request before the cache is asked, in CloudFront's JavaScript runtime 2.0.
// https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-javascript-runtime-20.html
const CONFIG = __CONFIG__;

function handler(event) {
  const request = event.request;
  if (CONFIG.redirectFrom && hostOf(request) === CONFIG.redirectFrom) {
    return redirect(301, `https://${CONFIG.canonicalHost}${rooted(request.uri)}`, request.querystring);
  }
  // An application routes by itself; a well-known name means a file exactly as it is written (RFC 8615).
  if (CONFIG.singlePage || request.uri.startsWith('/.well-known/')) {
    return request;
  }
  if (request.uri.endsWith('/')) {
    request.uri += CONFIG.indexDocument;
    return request;
  }
  const lastSegment = request.uri.slice(request.uri.lastIndexOf('/') + 1);
  if (!lastSegment.includes('.')) {
    // Not served in place: relative links on the page would then start one level too high.
    return redirect(302, `${rooted(request.uri)}/`, request.querystring);
  }
  return request;
}

function hostOf(request) {
  const host = request.headers.host ? request.headers.host.value : '';
  return host.toLowerCase().split(':')[0];
}

// A browser takes a Location that begins with "//" or "/\" for another host: exactly one slash may lead.
function rooted(uri) {
  return `/${uri.replace(/^[/\\]+/, '')}`;
}

function redirect(statusCode, location, querystring) {
  const query = queryOf(querystring);
  return {
    statusCode: statusCode,
    statusDescription: statusCode === 301 ? 'Moved Permanently' : 'Found',
    headers: { location: { value: query ? `${location}?${query}` : location } },
  };
}

// Names and values are still percent-encoded, as the viewer sent them.
function queryOf(querystring) {
  const pairs = [];
  for (const name of Object.keys(querystring)) {
    const found = querystring[name];
    for (const one of found.multiValue || [found]) {
      pairs.push(one.value === '' ? name : `${name}=${one.value}`);
    }
  }
  return pairs.join('&');
}
