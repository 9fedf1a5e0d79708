// Runs on every request of the site before the cache is asked.
function handler(event) {
  return answer(event.request);
}
