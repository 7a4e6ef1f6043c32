"use strict";
(() => {
  const root = document.documentElement;
  root.classList.add("script");

  // Sorts, searches and filters the table of deals.
  const table = document.getElementById("deal-table");
  if (table) {
    const body = table.tBodies[0];
    let rows = Array.from(body.rows);
    const letters = { "ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th", "’": "'" };
    // Without capitals and accents, as names are compared on the command line.
    const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase()
      .replace(/[øłđðħıßæœþ’]/g, (letter) => letters[letter]);
    // What a row says and the card of its deal, to which its title links.
    const searchable = (row) => {
      const card = document.getElementById(row.querySelector("a").hash.slice(1));
      const parts = [...row.cells, ...(card ? card.querySelectorAll("summary span, dd") : [])];
      return fold(parts.map((part) => part.textContent).join("\n"));
    };
    // Thousands of cards take a moment, which only a search needs.
    let texts = null;
    const prepare = () => {
      texts ??= new Map(rows.map((row) => [row, searchable(row)]));
    };
    const search = document.getElementById("search");
    const filters = Array.from(document.querySelectorAll("select[data-column]"));
    const count = document.getElementById("count");
    const more = document.getElementById("more");
    // A browser takes long to lay out thousands of rows: the others are shown when they are asked for.
    let most = 100;

    const show = () => {
      const words = fold(search.value).split(/\s+/).filter((word) => word !== "");
      if (words.length > 0) {
        prepare();
      }
      const chosen = filters.filter((filter) => filter.value !== "");
      const found = rows.filter((row) => words.every((word) => texts.get(row).includes(word)) ? chosen.every((filter) =>
        row.cells[Number(filter.dataset.column)].textContent === filter.value) : false);
      body.replaceChildren(...found.slice(0, most));
      more.hidden = found.length <= most;
      count.textContent = found.length + " of " + rows.length + " deals" + (more.hidden ? "" : ", the first " + most + " shown");
    };
    more.addEventListener("click", () => {
      most = Infinity;
      show();
    });
    // Paper has all rows.
    let asked = most;
    addEventListener("beforeprint", () => {
      asked = most;
      most = Infinity;
      show();
    });
    addEventListener("afterprint", () => {
      most = asked;
      show();
    });
    search.addEventListener("focus", prepare);
    let timer = 0;
    search.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(show, 80);
    });
    filters.forEach((filter) => filter.addEventListener("change", show));
    show();

    const heads = Array.from(table.tHead.rows[0].cells);
    const keyed = (row, cell) => ({ row, key: cell.dataset.key ?? cell.textContent, currency: cell.dataset.currency ?? "" });
    const collator = new Intl.Collator("en", { numeric: true });
    // Unknown values stay at the end, whatever the direction. Figures are compared as numbers, within their currency.
    const order = (isNumber, direction) => (a, b) => {
      if (a.key === "" || b.key === "") {
        return (a.key === "") - (b.key === "");
      }
      if (a.currency !== b.currency) {
        return collator.compare(a.currency, b.currency);
      }
      const [left, right] = isNumber ? [Number(a.key), Number(b.key)] : [collator.compare(a.key, b.key), 0];
      return direction * ((left > right) - (left < right));
    };
    heads.forEach((head, index) => {
      const button = head.querySelector("button");
      button.addEventListener("click", () => {
        const isNumber = head.dataset.kind === "number";
        const first = isNumber ? "descending" : "ascending";
        const other = isNumber ? "ascending" : "descending";
        const sorted = head.getAttribute("aria-sort") === first ? other : first;
        heads.forEach((each) => each.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", sorted);
        const sortable = rows.map((row) => keyed(row, row.cells[index]));
        sortable.sort(order(isNumber, sorted === "ascending" ? 1 : -1));
        rows = sortable.map((each) => each.row);
        show();
      });
    });
  }

  // Opens the card that a link leads to.
  const open = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const card = target ? target.querySelector("details") : null;
    if (card) {
      card.open = true;
      target.scrollIntoView();
    }
  };
  addEventListener("hashchange", open);
  open();

  // The keyboard reaches a region only where it scrolls.
  const regions = new ResizeObserver((sizes) => sizes.forEach(({ target }) => {
    const region = target.closest(".scroll");
    if (region.scrollWidth > region.clientWidth) {
      region.tabIndex = 0;
    } else {
      region.removeAttribute("tabindex");
    }
  }));
  document.querySelectorAll(".scroll, .scroll > table").forEach((each) => regions.observe(each));

  // What is closed would be missing on paper, but for figures that stand beside their bars.
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = Array.from(document.querySelectorAll("details:not([open], .shown)"));
    opened.forEach((each) => { each.open = true; });
  });
  addEventListener("afterprint", () => {
    opened.forEach((each) => { each.open = false; });
  });
})();
