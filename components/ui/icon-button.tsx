import { Button, type ButtonProps } from "./button";

type IconButtonProps = Omit<ButtonProps, "aria-label" | "size" | "block"> & {
  /** What the button does, in words; also the tooltip. */
  label: string;
  size?: "md" | "sm";
};

/** A button that shows only an icon. The label is required, since nobody can hear a picture. */
export function IconButton({ label, size = "md", variant = "ghost", title = label, ...props }: IconButtonProps) {
  return (
    <Button {...props} variant={variant} size={size === "sm" ? "icon-sm" : "icon"} aria-label={label} title={title} />
  );
}
