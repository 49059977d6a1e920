import { BookMissing } from "@/components/book/book-page-missing";

export default function BookNotFound() {
  return <BookMissing />;
}
