/** The token of whoever is signed in now: a page's own is out of date as soon as somebody signs in in
    another tab. */
export function token() {
  return document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1];
}
