let cameBack = false;

if (typeof window !== "undefined") {
  const [navigation] = performance.getEntriesByType("navigation");
  cameBack = navigation instanceof PerformanceNavigationTiming && navigation.type === "back_forward";
  window.addEventListener("popstate", () => {
    cameBack = true;
  });
  // Whatever is pressed leads on from there.
  for (const press of ["pointerdown", "keydown"]) {
    window.addEventListener(
      press,
      () => {
        cameBack = false;
      },
      { capture: true },
    );
  }
}

/** The page in view was reached by the browser's own buttons or gestures, and nothing has been pressed since. */
export const hasComeBack = (): boolean => cameBack;
