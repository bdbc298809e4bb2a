// Redoc shows a logo from another host and cannot be told not to. This page asks nobody else for
// anything, so an image's address elsewhere is not even tried (the CSP would refuse it, loudly).
const image = HTMLImageElement.prototype;
const { setAttribute } = image;
const source = Object.getOwnPropertyDescriptor(image, "src");

function isOurs(address) {
  return address.startsWith("data:") || new URL(address, location.href).origin === location.origin;
}

Object.defineProperty(image, "src", {
  ...source,
  set(address) {
    if (isOurs(address)) source.set.call(this, address);
  },
});

image.setAttribute = function (name, value) {
  if (name !== "src" || isOurs(value)) setAttribute.call(this, name, value);
};
